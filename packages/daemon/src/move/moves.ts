/**
 * Moves of agents between this machine and workers: one of each agent at a time, continued after a restart. While an agent is
 * on its way no run of it begins, so that nothing changes what is copied.
 */
import { randomBytes } from "node:crypto";
import type { Clock, Log } from "@tinyagi/base";
import {
  AppError,
  HERE,
  isAppError,
  type MoveView,
  type Settings,
  type WorkspacePort,
} from "@tinyagi/contracts";
import type { HomePaths, SettingsAuthor, SettingsService } from "@tinyagi/home";
import type { Journal, Store } from "@tinyagi/kernel";
import type { MovesPort } from "@tinyagi/server";
import type { Closing } from "../closing.js";
import { createChange } from "./change.js";
import { type DriveParts, driveMove, retire, undoMove } from "./drive-move.js";
import { isFrozen, isOver, type MoveRecord, mayCancel, toMoveView, undoUntil } from "./move-record.js";
import { movesFile } from "./moves-file.js";

/** A machine does not say when it can be used again in every case. */
const LOOK_MS = 1_000;

export interface MovesOptions {
  readonly settings: SettingsService;
  readonly store: Store;
  readonly journal: Journal;
  readonly paths: Pick<HomePaths, "auth">;
  readonly clock: Clock;
  readonly log: Log;
  readonly undo: Closing;
  /** An agent's workspace on this machine, or on a worker; undefined while that cannot be reached. */
  readonly portOf: DriveParts["portOf"];
  readonly isBusy: DriveParts["isBusy"];
  readonly release: DriveParts["release"];
  /** @returns false while a worker may still run something */
  readonly giveUp: (worker: string) => boolean;
  /** Runs may start, or not, that could not before, or could. */
  readonly onChange: () => void;
}

export interface Moves extends MovesPort {
  /** Where the agent goes, while no run of it may begin. */
  heldFor(agentId: string): string | undefined;
  /** Whether its workspace must not change. */
  isFrozen(agentId: string): boolean;
  /** Whether any agent is on its way. */
  isAny(): boolean;
  /** Runs have ended, or a machine came or went. */
  look(): void;
}

interface Open {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  waitsFor: MoveView["waitsFor"];
}

interface Parts extends MovesOptions {
  readonly records: Map<string, MoveRecord>;
  readonly open: Map<string, Open>;
  readonly change: ReturnType<typeof createChange>;
  readonly save: () => void;
}

export function createMoves(options: MovesOptions): Moves {
  const file = movesFile(options.paths);
  const records = new Map(file.read().map((record) => [record.agent, record]));
  const parts: Parts = {
    ...options,
    records,
    open: new Map(),
    change: createChange(options.clock, LOOK_MS),
    save: () => file.write(records.values()),
  };
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
      const record = found(parts, agent);
      if (!mayCancel(record)) throw new AppError("CONFLICT", "This move cannot be cancelled any more.");
      const open = parts.open.get(agent);
      open?.stop.abort(CANCELLED);
      await open?.done;
      return viewOf(found(parts, agent));
    },
    undo: (agent, by) => undo(parts, agent, by).then(viewOf),
    heldFor(agentId) {
      const record = records.get(agentId);
      if (record === undefined || isOver(record)) return undefined;
      return record.state === "undoing" ? record.from : record.to;
    },
    isFrozen(agentId) {
      const record = records.get(agentId);
      return record !== undefined && isFrozen(record);
    },
    isAny: () => [...records.values()].some((record) => !isOver(record)),
    look: parts.change.note,
  };
}

const CANCELLED = new AppError("CANCELLED", "The move was cancelled.");

interface Wanted {
  readonly agent: string;
  readonly to: string;
  readonly force: boolean;
  readonly by: string;
}

async function start(parts: Parts, { agent, to, force, by }: Wanted): Promise<MoveRecord> {
  const { records, clock, save, settings } = parts;
  const from = checkMove(settings.current(), { agent, to });
  const known = records.get(agent);
  if (known !== undefined && (!isOver(known) || known.retiring))
    throw new AppError(
      "CONFLICT",
      "This agent is being moved already. See: tinyagi agent move <agent> --status",
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
  await parts.store.write(() => parts.journal.append("agent.move_started", { agent, from, to, by }));
  begin(parts, record, { again: false });
  return record;
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
function checkForce({ portOf, giveUp }: Parts, { agent, from }: { agent: string; from: string }): void {
  if (from === HERE || portOf(from, agent) !== undefined)
    throw new AppError("CONFLICT", "The machine of this agent can be reached. Move it without --force.");
  if (!giveUp(from))
    throw new AppError(
      "CONFLICT",
      "The worker may still run something: it ends its runs after execution.leaseMinutes without the daemon. Try again after that and 30 seconds.",
    );
}

function begin(parts: Parts, record: MoveRecord, { again }: { again: boolean }): void {
  const stop = new AbortController();
  const open: Open = {
    stop,
    waitsFor: null,
    done: carryOut(parts, record, { again, signal: stop.signal }).finally(() => {
      if (parts.open.get(record.agent) === open) parts.open.delete(record.agent);
    }),
  };
  parts.open.set(record.agent, open);
  parts.onChange();
}

interface Run {
  readonly again: boolean;
  readonly signal: AbortSignal;
}

/** Never rejects: how it ended is in the record. */
async function carryOut(parts: Parts, record: MoveRecord, { again, signal }: Run): Promise<void> {
  // Whoever began it has it in its table first.
  await Promise.resolve();
  const driven = driveParts(parts, record, signal);
  try {
    if (record.state === "undoing") await finishUndo(parts, record, undoMove(driven, again));
    else if (!isOver(record)) {
      if (record.forced) await driven.place(record, record.to);
      else await driveMove(driven);
      await end(parts, record, "done");
    }
    if (record.retiring) await retire(driven);
  } catch (error) {
    if (signal.aborted && signal.reason !== CANCELLED) return;
    await fail(parts, record, error);
  }
}

function driveParts(parts: Parts, record: MoveRecord, signal: AbortSignal): DriveParts {
  return {
    record,
    signal,
    save: parts.save,
    portOf: parts.portOf,
    isBusy: parts.isBusy,
    release: parts.release,
    async wait(reason, aborted) {
      const open = parts.open.get(record.agent);
      if (open !== undefined) open.waitsFor = reason;
      await parts.change.next(aborted);
      if (open !== undefined) open.waitsFor = null;
    },
    place: ({ agent }, to) => place(parts, agent, to),
  };
}

/** The settings say where an agent works. Its sessions are on the machine that it left. */
async function place({ settings, store }: Parts, agent: string, to: string): Promise<void> {
  const current = settings.current().agents[agent];
  if (current === undefined) throw new AppError("UNKNOWN_AGENT", "The agent was removed.");
  if ((current.place ?? HERE) !== to) await settings.update(MOVER, (draft) => placed(draft, agent, to));
  await store.write(() => store.history.dropSessions(agent));
}

/** Whoever asked for the move had the right to do so. */
const MOVER: SettingsAuthor = { kind: "operator", label: "move" };

function placed(draft: Settings, agent: string, to: string): Settings {
  const config = draft.agents[agent];
  if (config === undefined) return draft;
  const { place: _old, ...others } = config;
  return { ...draft, agents: { ...draft.agents, [agent]: to === HERE ? others : { ...others, place: to } } };
}

async function end(parts: Parts, record: MoveRecord, state: "done" | "undone"): Promise<void> {
  record.state = state;
  record.endedAt = parts.clock.now();
  parts.save();
  const { agent, from, to, files, bytes, forced, by } = record;
  await parts.store.write(() =>
    state === "done"
      ? parts.journal.append("agent.moved", { agent, from, to, files, bytes, forced })
      : parts.journal.append("agent.move_undone", { agent, from: to, to: from, by }),
  );
  parts.onChange();
}

async function finishUndo(
  parts: Parts,
  record: MoveRecord,
  undoing: ReturnType<typeof undoMove>,
): Promise<void> {
  if ((await undoing) === "undone") {
    record.kept = null;
    return end(parts, record, "undone");
  }
  throw new AppError("NOT_FOUND", "The old folder of the agent is not on that machine any more.");
}

async function fail(parts: Parts, record: MoveRecord, error: unknown): Promise<void> {
  const { agent, from, to, state } = record;
  const cancelled = error === CANCELLED;
  const known = isAppError(error)
    ? error
    : new AppError("INTERNAL", "The move failed. See the log of the daemon.", { cause: error });
  if (!cancelled) parts.log.error({ err: error, agent }, "an agent could not be moved");
  // Of an undo, the move itself remains.
  record.state = cancelled ? "cancelled" : state === "undoing" || state === "done" ? "done" : "failed";
  record.retiring = false;
  record.endedAt ??= parts.clock.now();
  record.problem = cancelled ? null : { code: known.code, message: known.message };
  parts.save();
  await parts.store.write(() =>
    parts.journal.append("agent.move_failed", { agent, from, to, code: known.code, cancelled }),
  );
  parts.onChange();
  if (record.state !== "done") await tidy(parts, record);
}

/** What has crossed is of no use. A machine that is away keeps it until the next move of the agent there. */
async function tidy({ portOf, log }: Parts, { id, to, agent }: MoveRecord): Promise<void> {
  const target: WorkspacePort | undefined = portOf(to, agent);
  await target
    ?.dropTree({ move: id })
    .catch((err: unknown) => log.warn({ err, agent }, "what a move had copied was not removed"));
}

async function undo(parts: Parts, agent: string, by: string): Promise<MoveRecord> {
  const record = found(parts, agent);
  const until = undoUntil(record);
  if (until === null || until < parts.clock.now() || record.retiring)
    throw new AppError("CONFLICT", "The last move of this agent cannot be undone.");
  if ((parts.settings.current().agents[agent]?.place ?? HERE) !== record.to)
    throw new AppError("CONFLICT", "The agent got another place since its move.");
  if (record.from !== HERE && !Object.hasOwn(parts.settings.current().execution.workers, record.from))
    throw new AppError("CONFLICT", "The worker that it left was removed.");
  const next: MoveRecord = { ...record, by, state: "undoing", problem: null };
  parts.records.set(agent, next);
  parts.save();
  begin(parts, next, { again: false });
  return next;
}

function found({ records }: Parts, agent: string): MoveRecord {
  const record = records.get(agent);
  if (record !== undefined) return record;
  throw new AppError("NOT_FOUND", "This agent was not moved.");
}
