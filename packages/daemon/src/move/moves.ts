/**
 * Moves of agents between this machine and workers: one of each agent at a time, continued after a restart. While an agent is
 * on its way no run of it begins, so that nothing changes what is copied.
 */
import { randomBytes } from "node:crypto";
import { AppError, HERE, type Settings } from "@tinyagi/contracts";
import type { MovesPort } from "@tinyagi/server";
import {
  begin,
  CANCELLED,
  LEFT,
  type MoveParts,
  type MovesOptions,
  PLACED_ELSEWHERE,
  placeNow,
  REMOVED,
} from "./carry-out.js";
import { createChange } from "./change.js";
import { goalOf, isFrozen, isOver, type MoveRecord, toMoveView, undoUntil } from "./move-record.js";
import { movesFile } from "./moves-file.js";

/** A machine does not say when it can be used again in every case. */
const LOOK_MS = 1_000;

export interface Moves extends MovesPort {
  /** Where the agent goes, while no run of it may begin. */
  heldFor(agentId: string): string | undefined;
  /** Whether its workspace must not change. */
  isFrozen(agentId: string): boolean;
  /** Whether any agent is on its way. */
  isAny(): boolean;
  /** Runs have ended, or a machine came or went. */
  look(): void;
  /** The settings have changed: what belonged to agents that are gone, or got another place, ends. */
  follow(): void;
}

export function createMoves(options: MovesOptions): Moves {
  const file = movesFile(options.paths);
  const records = new Map(file.read().map((record) => [record.agent, record]));
  const parts: MoveParts = {
    ...options,
    records,
    open: new Map(),
    change: createChange(options.clock, LOOK_MS),
    save: () => file.write(records.values()),
  };
  dropRemoved(parts);
  for (const record of records.values())
    if (!isOver(record) || record.retiring) begin(parts, record, { again: true });
  options.undo.defer(async () => {
    for (const { stop } of parts.open.values()) stop.abort(new Error("the daemon stops"));
    await Promise.all([...parts.open.values()].map(({ done }) => done));
  });
  const viewOf = (record: MoveRecord) => toMoveView(record, parts.open.get(record.agent)?.waitsFor ?? null);
  return {
    list: () => [...records.values()].map(viewOf),
    async start(wanted, by) {
      return viewOf(await start(parts, { ...wanted, by }));
    },
    async cancel(agent) {
      await cancel(parts, found(parts, agent));
      return viewOf(found(parts, agent));
    },
    undo: (agent, by) => undo(parts, agent, by).then(viewOf),
    heldFor(agentId) {
      const record = records.get(agentId);
      return record === undefined || isOver(record) ? undefined : goalOf(record);
    },
    isFrozen(agentId) {
      const record = records.get(agentId);
      return record !== undefined && isFrozen(record);
    },
    isAny: () => [...records.values()].some((record) => !isOver(record)),
    look: parts.change.note,
    follow() {
      dropRemoved(parts);
      endPlaced(parts);
    },
  };
}

/** An agent with the same id is another one: it must not get the place, or the folder, of the one before. */
function dropRemoved({ records, open, settings, save }: MoveParts): void {
  const { agents } = settings.current();
  const gone = [...records.values()].filter(({ agent }) => !Object.hasOwn(agents, agent));
  for (const { agent } of gone) {
    open.get(agent)?.stop.abort(REMOVED);
    records.delete(agent);
  }
  if (gone.length > 0) save();
}

/** Of an agent whose place is neither end of its move, a person has decided. */
function endPlaced(parts: MoveParts): void {
  for (const record of parts.records.values()) {
    const now = placeNow(parts, record.agent);
    if (isOver(record) || now === record.from || now === record.to) continue;
    parts.open.get(record.agent)?.stop.abort(PLACED_ELSEWHERE);
  }
}

interface Wanted {
  readonly agent: string;
  readonly to: string;
  readonly force: boolean;
  readonly by: string;
}

async function start(parts: MoveParts, { agent, to, force, by }: Wanted): Promise<MoveRecord> {
  const { records, clock, save, settings } = parts;
  const from = checkMove(settings.current(), { agent, to });
  const known = records.get(agent);
  if (known !== undefined) await leave(parts, known);
  // Somebody may have begun one meanwhile.
  const last = records.get(agent);
  if (last !== known || (last !== undefined && (!isOver(last) || last.retiring)))
    throw new AppError(
      "CONFLICT",
      "This agent is being moved already. See how far it is: tinyagi agent move <agent>",
    );
  if (force) checkForce(parts, { agent, from });
  const record: MoveRecord = {
    id: randomBytes(8).toString("hex"),
    ...{ agent, from, to, by, forced: force },
    startedAt: clock.now(),
    state: "waiting",
    ...{ cursor: null, files: 0, bytes: 0, leftOut: [], retiring: false },
    ...{ kept: null, endedAt: null, problem: null },
  };
  records.set(agent, record);
  save();
  // What follows is written behind it. It is under way at once, so that it can be cancelled.
  const written = parts.store.write(() =>
    parts.journal.append("agent.move_started", { agent, from, to, by }),
  );
  begin(parts, record, { again: false });
  await written;
  return record;
}

/** A machine that was lost does not put the old folder aside, and nobody needs it: it stays there as it is. */
async function leave({ open, portOf }: MoveParts, known: MoveRecord): Promise<void> {
  if (!isOver(known) || !known.retiring || portOf(known.from, known.agent) !== undefined) return;
  const under = open.get(known.agent);
  under?.stop.abort(LEFT);
  await under?.done;
  known.retiring = false;
}

/**
 * Until the settings name its goal an agent stays where it is, however far its files are: a machine that is lost then must not
 * hold it for ever.
 */
async function cancel(parts: MoveParts, record: MoveRecord): Promise<void> {
  const goal = goalOf(record);
  const tooLate = new AppError("CONFLICT", "This move cannot be cancelled any more.");
  if (isOver(record) || placeNow(parts, record.agent) === goal) throw tooLate;
  const open = parts.open.get(record.agent);
  open?.stop.abort(CANCELLED);
  await open?.done;
  if (placeNow(parts, record.agent) !== goal) return;
  // It had its new place just then.
  if (record.retiring) begin(parts, record, { again: true });
  throw tooLate;
}

/** @returns where the agent is */
function checkMove({ agents, execution }: Settings, { agent, to }: Pick<Wanted, "agent" | "to">): string {
  const config = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
  if (config === undefined)
    throw new AppError("UNKNOWN_AGENT", "No agent has this id. List them with `tinyagi agent list`.");
  if (to !== HERE && !Object.hasOwn(execution.workers, to))
    throw new AppError("NOT_FOUND", "No worker has this name. List them with `tinyagi worker list`.");
  const from = config.place ?? HERE;
  if (from === to)
    throw new AppError("CONFLICT", `The agent works on ${to === HERE ? "this machine" : to} already.`);
  if (config.working_directory !== undefined)
    throw new AppError(
      "CONFLICT",
      "The agent works in a folder of its own (`working_directory`). Copy that folder yourself, then use: tinyagi agent place",
    );
  return from;
}

/** A machine that may still work on something would work at the same time as the new one. */
function checkForce({ portOf, giveUp }: MoveParts, { agent, from }: { agent: string; from: string }): void {
  if (from === HERE || portOf(from, agent) !== undefined)
    throw new AppError("CONFLICT", "The machine of this agent can be reached. Move it without --force.");
  if (!giveUp(from))
    throw new AppError(
      "CONFLICT",
      "The worker may still run something: it ends its runs after execution.leaseMinutes without the daemon. Try again after that and 30 seconds.",
    );
}

async function undo(parts: MoveParts, agent: string, by: string): Promise<MoveRecord> {
  const record = found(parts, agent);
  const until = undoUntil(record);
  if (until === null || until < parts.clock.now() || record.retiring)
    throw new AppError("CONFLICT", "The last move of this agent cannot be undone.");
  if (placeNow(parts, agent) !== record.to)
    throw new AppError("CONFLICT", "The agent got another place since its move.");
  if (record.from !== HERE && !Object.hasOwn(parts.settings.current().execution.workers, record.from))
    throw new AppError("CONFLICT", "The worker that it left was removed.");
  const next: MoveRecord = { ...record, by, state: "undoing", problem: null };
  parts.records.set(agent, next);
  parts.save();
  begin(parts, next, { again: false });
  return next;
}

function found({ records }: MoveParts, agent: string): MoveRecord {
  const record = records.get(agent);
  if (record !== undefined) return record;
  throw new AppError("NOT_FOUND", "This agent was not moved.");
}
