/** Collects what a parser finds into a plan: ids are valid and given once, lists are bounded. */
import { toId } from "./moved-text.js";
import type {
  MovedAgent,
  MovedSchedule,
  MovedSender,
  MovedSetting,
  MovingPlan,
  MovingSource,
} from "./moving-plan.js";
import type { Leftovers, SourceFolder } from "./source-folder.js";

const AGENTS_MAX = 100;
const LIST_MAX = 500;

export interface PlanWriter {
  /** @returns the agent's id here; undefined when it is not taken */
  agent(name: string, agent: MovedAgent): string | undefined;
  /** The id here of an agent that was added. */
  idOf(name: string): string | undefined;
  schedule(schedule: MovedSchedule): void;
  setting(path: readonly string[], value: unknown): void;
  channel(channel: string): void;
  sender(sender: MovedSender): void;
  team(team: NonNullable<MovingPlan["team"]>): void;
  finish(leftovers: Leftovers): MovingPlan;
}

export function createPlanWriter(kind: MovingSource, source: SourceFolder): PlanWriter {
  const agents = new Map<string, MovedAgent>();
  const ids = new Map<string, string>();
  const schedules: MovedSchedule[] = [];
  const settings: MovedSetting[] = [];
  const channels = new Set<string>();
  const senders = new Map<string, MovedSender>();
  let team: MovingPlan["team"];
  return {
    agent(name, agent) {
      if (agents.size >= AGENTS_MAX) {
        source.left(name.slice(0, 100), "too-many");
        return undefined;
      }
      // A name in another script has no id of its own; the agent keeps it as its name.
      const id = freeId(toId(name) ?? "agent", agents);
      agents.set(id, agent);
      ids.set(name, id);
      return id;
    },
    idOf: (name) => ids.get(name),
    schedule(schedule) {
      if (schedules.length < LIST_MAX) schedules.push(schedule);
      else source.left(schedule.label, "too-many");
    },
    setting: (path, value) => void settings.push({ path, value }),
    channel: (channel) => void channels.add(channel),
    sender(sender) {
      const key = `${sender.channel}\0${sender.senderId}`;
      if (senders.size < LIST_MAX || senders.has(key)) senders.set(key, sender);
      else source.left(`${sender.channel} allow list`, "too-many");
    },
    team(given) {
      team = given;
    },
    finish: ({ rows, more }) => ({
      source: kind,
      folder: source.root,
      agents,
      ...(team === undefined ? {} : { team }),
      schedules,
      settings,
      channels: [...channels],
      senders: [...senders.values()],
      left: rows,
      moreLeft: more,
    }),
  };
}

function freeId(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted.slice(0, 28)}-${number}`;
    if (!taken.has(id)) return id;
  }
}
