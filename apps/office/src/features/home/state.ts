/** What each agent does now, and the sentence that says how things are. Pure. */

import type { LiveRun, LiveRuns } from "@tinyagi/client";
import { oneLine } from "../../lib/format/text";
import type { Agents, Conversation, Run, Teams } from "../../lib/queries";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";
import { type Need, shortNeed } from "../needs/needs";
import type { Inhabitant } from "../scene/model";

/** An agent without a run for this long sleeps. */
export const ASLEEP_AFTER_MS = 60 * 60_000;

/** An agent, and what it does now. */
export type AgentNow = Inhabitant;

export interface Facts {
  agents: Agents;
  teams: Teams;
  runs: readonly Run[];
  needs: readonly Need[];
  live: LiveRuns;
  now: number;
}

const LIVE_STATES: ReadonlySet<Run["status"]> = new Set(["starting", "running"]);

export function isLive(run: Run): boolean {
  return LIVE_STATES.has(run.status);
}

/** The agents, team by team, as they sit in the office. Those without a team come last. */
export function agentsNow(facts: Facts): AgentNow[] {
  const teamOf = new Map<string, string>();
  for (const [team, { agents }] of Object.entries(facts.teams))
    for (const agent of agents) if (!teamOf.has(agent)) teamOf.set(agent, team);
  const inTeams = [...teamOf.keys()].filter((id) => id in facts.agents);
  const loose = Object.keys(facts.agents).filter((id) => !teamOf.has(id));
  const work = workOf(facts);
  return [...inTeams, ...loose].map((id) => ({
    id,
    name: facts.agents[id]?.name ?? id,
    team: teamOf.get(id),
    ...doing(work.get(id) ?? NO_WORK, facts.now),
  }));
}

/** @returns the new list, with the old object for each agent that does the same: only the others are drawn again */
export function keepUnchanged(old: readonly AgentNow[], next: readonly AgentNow[]): readonly AgentNow[] {
  const known = new Map(old.map((agent) => [agent.id, agent]));
  return next.map((agent) => {
    const before = known.get(agent.id);
    return before !== undefined && isSame(before, agent) ? before : agent;
  });
}

function isSame(a: AgentNow, b: AgentNow): boolean {
  if (a.name !== b.name || a.team !== b.team || a.state !== b.state) return false;
  if (a.line !== b.line || a.tool !== b.tool || a.helpers.length !== b.helpers.length) return false;
  return a.helpers.every(({ id, line }, i) => id === b.helpers[i]?.id && line === b.helpers[i]?.line);
}

/** What is known of one agent. */
interface Work {
  needs: readonly Need[];
  /** The runs that the daemon lists as live, then newer ones of which only events are known. */
  live: readonly Pick<LiveRun, "runId" | "text" | "tools">[];
  /** When its last run began. */
  last: number;
}

const NO_WORK: Work = { needs: [], live: [], last: 0 };

/** Reads each fact once, however many agents there are. */
function workOf({ runs, needs, live }: Facts): ReadonlyMap<string, Work> {
  const needsOf = groupBy(needs, ({ agent }) => agent);
  const runsOf = groupBy(runs, ({ agent }) => agent);
  const newerOf = groupBy([...live.values()], ({ agent }) => agent);
  const work = new Map<string, Work>();
  for (const id of new Set([...needsOf.keys(), ...runsOf.keys(), ...newerOf.keys()])) {
    const own = runsOf.get(id) ?? [];
    const ended = new Set(own.filter((run) => !isLive(run)).map(({ runId }) => runId));
    const newer = (newerOf.get(id) ?? []).filter(({ runId }) => !ended.has(runId));
    const all = new Set([...own.filter(isLive), ...newer].map(({ runId }) => runId));
    work.set(id, {
      needs: needsOf.get(id) ?? [],
      live: [...all].map((runId) => live.get(runId) ?? { runId, text: "", tools: [] }),
      last: Math.max(0, ...own.map(({ createdAt }) => createdAt)),
    });
  }
  return work;
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

type Doing = Pick<AgentNow, "state" | "line" | "tool" | "helpers">;

function doing({ needs, live, last }: Work, now: number): Doing {
  const [first, ...others] = live;
  const helpers = others.map((run) => ({ id: run.runId, line: currentLine(run) }));
  const asked = needs.find(({ kind }) => kind === "approval");
  if (asked !== undefined) return { state: "waiting", line: shortNeed(asked), tool: undefined, helpers };
  if (first !== undefined) {
    const tool = first.tools.findLast(({ tookMs }) => tookMs === undefined);
    return { state: "running", line: currentLine(first), tool: tool?.name, helpers };
  }
  const [failed] = needs;
  if (failed !== undefined) return { state: "failed", line: shortNeed(failed), tool: undefined, helpers };
  return { state: now - last > ASLEEP_AFTER_MS ? "asleep" : "idle", line: "", tool: undefined, helpers };
}

/** A line that has just begun says nothing yet: until it is this long, the line before it is shown. */
const BEGUN_CHARS = 12;

/** The tool in use, else the newest words. */
export function currentLine(run: Pick<LiveRun, "text" | "tools"> | undefined): string {
  const tool = run?.tools.findLast(({ tookMs }) => tookMs === undefined);
  if (tool !== undefined) return oneLine(`${tool.name} ${tool.input}`, 40);
  const lines = (run?.text ?? "").split("\n").filter((line) => oneLine(line) !== "");
  const newest = oneLine(lines.at(-1) ?? "", 40);
  return newest.length < BEGUN_CHARS ? oneLine(lines.at(-2) ?? newest, 40) : newest;
}

/** What the sentence of Home is about; undefined for what could not be read. */
export interface Counts {
  needs: number | undefined;
  working: number | undefined;
  agents: number | undefined;
}

/** The largest text on Home: what needs you, then who works. It claims nothing that could not be read. */
export function sentence({ needs, working, agents }: Counts): { needs: string; rest: string } {
  const said = words.home.sentence;
  const first = needs === undefined ? said.unknown : needs === 0 ? said.nothingNeeds : said.needs(needs);
  if (agents === undefined || working === undefined) return { needs: first, rest: "" };
  if (agents === 0) return { needs: first, rest: said.noAgents };
  return { needs: first, rest: working === 0 ? said.rest(agents) : said.work(working) };
}

export interface Mission {
  conversation: Conversation;
  agents: readonly string[];
  state: State;
  step: string;
  /** Newest live runs, which can be steered. */
  liveRun: string | undefined;
  /** What its live runs have cost so far, in US dollars; undefined when none says it. Spend counts ended runs only. */
  liveUsd: number | undefined;
  /** Who works on it now. */
  working: readonly { runId: string; agent: string }[];
}

/** Those that wait for you, then those that run, then those that wait for their turn; newest first. */
const MISSION_ORDER: readonly State[] = ["waiting", "running", "held"];

export function missions(facts: Facts & { conversations: readonly Conversation[] }): Mission[] {
  const rank = ({ state }: Mission): number => MISSION_ORDER.indexOf(state);
  return facts.conversations
    .filter(({ status }) => status === "open")
    .map((conversation) => missionOf(conversation, facts))
    .sort((a, b) => rank(a) - rank(b) || b.conversation.createdAt - a.conversation.createdAt);
}

function missionOf(conversation: Conversation, { runs, needs, live, agents, teams }: Facts): Mission {
  const own = runs.filter(({ conversationId }) => conversationId === conversation.id);
  const working = own.filter(isLive);
  const asked = needs.find(
    (need) => need.kind === "approval" && need.approval.conversationId === conversation.id,
  );
  const first = working[0];
  const name = (id: string): string => oneLine(agents[id]?.name ?? id, 40);
  const said = words.home.missions;
  const leader = teams[conversation.team ?? ""]?.leader_agent;
  const common = {
    conversation,
    // Until the first run starts, it is the leader's.
    agents:
      own.length > 0 ? [...new Set(own.map(({ agent }) => agent))] : leader === undefined ? [] : [leader],
    liveUsd: working.reduce<number | undefined>(
      (sum, { usage }) => (usage.costUsd === undefined ? sum : (sum ?? 0) + usage.costUsd),
      undefined,
    ),
    liveRun: first?.runId,
    working,
  };
  if (asked !== undefined) {
    const isQuestion = asked.kind === "approval" && asked.approval.kind === "question";
    const waits = isQuestion ? said.waitsForAnswer : said.waitsForDecision;
    return { ...common, state: "waiting", step: waits(name(asked.agent)) };
  }
  if (first === undefined) return { ...common, state: "held", step: said.waitsForTurn };
  const line = currentLine(live.get(first.runId));
  const step =
    line === "" ? said.works(name(first.agent), working.length - 1) : said.doing(name(first.agent), line);
  return { ...common, state: "running", step };
}
