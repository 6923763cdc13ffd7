/**
 * Carries one move out in the background and keeps how it ended. Whatever stops it, the agent has one place afterwards: the
 * one that the settings name.
 */
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
import type { Closing } from "../closing.js";
import type { createChange } from "./change.js";
import { type DriveParts, driveMove, retire, undoMove } from "./drive-move.js";
import { isOver, type MoveRecord } from "./move-record.js";

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

interface Open {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  waitsFor: MoveView["waitsFor"];
}

export interface MoveParts extends MovesOptions {
  readonly records: Map<string, MoveRecord>;
  readonly open: Map<string, Open>;
  readonly change: ReturnType<typeof createChange>;
  readonly save: () => void;
}

/** The old folder is not put aside any more. */
export const LEFT = new AppError("CANCELLED", "The old folder stays where it is.");

/** Nobody asks for the move any more. */
export const REMOVED = new AppError("CANCELLED", "The agent was removed.");

/** A person has decided meanwhile, and is not overruled. */
export const PLACED_ELSEWHERE = new AppError(
  "CONFLICT",
  "The agent got another place while it was moved. It stays there.",
);

export const CANCELLED = new AppError("CANCELLED", "The move was cancelled.");

export function begin(parts: MoveParts, record: MoveRecord, { again }: { again: boolean }): void {
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
async function carryOut(parts: MoveParts, record: MoveRecord, { again, signal }: Run): Promise<void> {
  // Whoever began it has it in its table first.
  await Promise.resolve();
  const driven = driveParts(parts, record, signal);
  try {
    if (record.state === "undoing")
      await finishUndo(parts, record, undoMove(driven, again || record.undoTried === true));
    else if (!isOver(record)) {
      if (record.forced) await driven.place(record, record.to);
      else await driveMove(driven);
      await end(parts, record, "done");
    }
    if (record.retiring) await retire(driven);
  } catch (error) {
    // What was under way may say it in other words.
    const cause = signal.aborted ? signal.reason : error;
    const isEnd = cause === CANCELLED || cause === PLACED_ELSEWHERE;
    if (signal.aborted && (!isEnd || isOver(record))) return;
    await fail(parts, record, cause);
  }
}

function driveParts(parts: MoveParts, record: MoveRecord, signal: AbortSignal): DriveParts {
  return {
    record,
    signal,
    save: parts.save,
    portOf(machine, agentId) {
      if (machine === HERE || Object.hasOwn(parts.settings.current().execution.workers, machine))
        return parts.portOf(machine, agentId);
      throw new AppError("NOT_FOUND", "The worker was removed.");
    },
    isBusy: parts.isBusy,
    release: parts.release,
    async wait(reason, aborted) {
      const open = parts.open.get(record.agent);
      if (open !== undefined) open.waitsFor = reason;
      await parts.change.next(aborted);
      if (open !== undefined) open.waitsFor = null;
    },
    place: (record, to) => place(parts, record, to),
  };
}

/** @returns the machine that the settings name */
export function placeNow({ settings }: MoveParts, agent: string): string {
  const { agents } = settings.current();
  return (Object.hasOwn(agents, agent) ? agents[agent]?.place : undefined) ?? HERE;
}

/** The settings say where an agent works. Its sessions are on the machine that it left. */
async function place({ settings, store }: MoveParts, record: MoveRecord, to: string): Promise<void> {
  const { agent, from } = record;
  const left = to === from ? record.to : from;
  if (checkPlace(settings.current(), agent, { to, left }) !== to)
    await settings.update(MOVER, (draft) => {
      // Another change may have come before this one: it is not overruled.
      checkPlace(draft, agent, { to, left });
      return placed(draft, agent, to);
    });
  await store.write(() => store.history.dropSessions(agent));
}

/** @returns the machine that the settings name @throws AppError when a person has decided otherwise */
function checkPlace(
  { agents }: Settings,
  agent: string,
  { to, left }: { readonly to: string; readonly left: string },
): string {
  const config = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
  if (config === undefined) throw new AppError("UNKNOWN_AGENT", "The agent was removed.");
  const now = config.place ?? HERE;
  if (now !== to && now !== left) throw PLACED_ELSEWHERE;
  return now;
}

/** Whoever asked for the move had the right to do so. */
const MOVER: SettingsAuthor = { kind: "operator", label: "move" };

function placed(draft: Settings, agent: string, to: string): Settings {
  const config = draft.agents[agent];
  if (config === undefined) return draft;
  const { place: _old, ...others } = config;
  return { ...draft, agents: { ...draft.agents, [agent]: to === HERE ? others : { ...others, place: to } } };
}

async function end(parts: MoveParts, record: MoveRecord, state: "done" | "undone"): Promise<void> {
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
  parts: MoveParts,
  record: MoveRecord,
  undoing: ReturnType<typeof undoMove>,
): Promise<void> {
  if ((await undoing) === "undone") {
    record.kept = null;
    return end(parts, record, "undone");
  }
  throw new AppError("NOT_FOUND", "The old folder of the agent is not on that machine any more.");
}

async function fail(parts: MoveParts, record: MoveRecord, error: unknown): Promise<void> {
  const { agent, from, to, state } = record;
  const cancelled = error === CANCELLED;
  const known = isAppError(error)
    ? error
    : new AppError("INTERNAL", "The move failed. See the log of the daemon.", { cause: error });
  if (!cancelled) parts.log.error({ err: error, agent }, "an agent could not be moved");
  // Of an undo, the move itself remains. Its folder may be back already.
  if (state === "undoing") record.undoTried = true;
  record.state = state === "undoing" || state === "done" ? "done" : cancelled ? "cancelled" : "failed";
  record.retiring = false;
  record.endedAt ??= parts.clock.now();
  record.problem = cancelled ? null : { code: known.code, message: known.message };
  parts.save();
  // The move itself has arrived.
  if (state === "done") return;
  await parts.store.write(() =>
    parts.journal.append("agent.move_failed", { agent, from, to, code: known.code, cancelled }),
  );
  parts.onChange();
  if (record.state !== "done") await tidy(parts, record);
}

/** What has crossed is of no use. A machine that is away keeps it until the next move of the agent there. */
async function tidy({ portOf, log }: MoveParts, { id, to, agent }: MoveRecord): Promise<void> {
  const target: WorkspacePort | undefined = portOf(to, agent);
  await target
    ?.dropTree({ move: id })
    .catch((err: unknown) => log.warn({ err, agent }, "what a move had copied was not removed"));
}
