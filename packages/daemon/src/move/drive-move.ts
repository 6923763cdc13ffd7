/**
 * Carries a move out, from wherever its record says it is. The old folder is complete until the new one is in place and the
 * settings name it. While a machine cannot be reached it waits, and goes on from there.
 */
import { AppError, isAppError, placeOffline, type WorkspacePort } from "@tinyagi/contracts";
import { copyWorkspace, isSame } from "./copy-workspace.js";
import { beginAgain, type MoveRecord } from "./move-record.js";

/** Somebody changes files while they are copied: after so many copies the person is told. */
const COPIES_MAX = 3;

export interface DriveParts {
  readonly record: MoveRecord;
  /** An agent's workspace on a machine; undefined while that cannot be reached. */
  readonly portOf: (place: string, agentId: string) => WorkspacePort | undefined;
  /** Whether runs of the agent are under way. */
  readonly isBusy: (agentId: string) => boolean;
  /** Resolves when something may have changed. @param reason shown meanwhile */
  readonly wait: (reason: "runs" | "machine", signal: AbortSignal) => Promise<void>;
  readonly save: () => void;
  /** Ends what keeps files of the agent open on this machine. */
  readonly release: (agentId: string) => void;
  /** Makes `to` the place of the agent, with new sessions. May be called again. @throws AppError */
  readonly place: (record: MoveRecord, to: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** @returns when the agent may start at its new place @throws AppError when it stays where it was; the reason of the signal */
export async function driveMove(parts: DriveParts): Promise<void> {
  const { record, save } = parts;
  if (record.state === "waiting") {
    await free(parts);
    enter(parts, "copying");
  }
  if (record.state === "copying" || record.state === "checking") {
    await bring(parts);
    enter(parts, "switching");
  }
  await persist(parts, () => reach(parts, record.to).commitTree({ move: record.id }));
  await parts.place(record, record.to);
  record.retiring = true;
  save();
}

/** The old folder is put aside, as soon as its machine can be reached. */
export async function retire(parts: DriveParts): Promise<void> {
  const { record, save } = parts;
  const { kept } = await persist(parts, () => reach(parts, record.from).retireTree({ move: record.id }));
  record.kept = kept;
  record.retiring = false;
  save();
}

/** Puts the kept folder back. The folder of the other machine stays there. @param again after a restart */
export async function undoMove(parts: DriveParts, again: boolean): Promise<"undone" | "nothing kept"> {
  const { record } = parts;
  await free(parts);
  const { restored } = await persist(parts, () => reach(parts, record.from).restoreTree({ move: record.id }));
  if (!restored && !again) return "nothing kept";
  await parts.place(record, record.from);
  return "undone";
}

function enter({ record, save }: DriveParts, state: MoveRecord["state"]): void {
  record.state = state;
  save();
}

async function free({ record, isBusy, wait, release, signal }: DriveParts): Promise<void> {
  while (isBusy(record.agent)) {
    await wait("runs", signal);
    signal.throwIfAborted();
  }
  release(record.agent);
}

async function bring(parts: DriveParts): Promise<void> {
  const { record, signal } = parts;
  for (let copies = 1; ; copies += 1) {
    const same = await persist(parts, async () => {
      const copy = { ...parts, source: reach(parts, record.from), target: reach(parts, record.to) };
      enter(parts, "copying");
      await copyWorkspace(copy);
      enter(parts, "checking");
      return isSame(copy);
    });
    if (same) return;
    signal.throwIfAborted();
    beginAgain(record);
    if (copies >= COPIES_MAX)
      throw new AppError(
        "CONFLICT",
        "The files of the agent change while they are copied. End the programs that write them, then move it again.",
      );
  }
}

/** @throws AppError `PLACE_OFFLINE` */
function reach({ portOf, record }: DriveParts, place: string): WorkspacePort {
  const port = portOf(place, record.agent);
  if (port === undefined) throw placeOffline();
  return port;
}

/** Does something, and again after a machine went away or was busy with the agent. */
async function persist<T>({ wait, signal }: DriveParts, act: () => Promise<T>): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (isAppError(error, "PLACE_OFFLINE")) await wait("machine", signal);
      else if (isAppError(error, "UNAVAILABLE")) await wait("runs", signal);
      else throw error;
    }
  }
}
