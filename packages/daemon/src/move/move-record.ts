/** A move of an agent as it is stored, so that a restart of the daemon continues it where it was. */
import type { ErrorCode, MoveState, MoveView, TreeCursor } from "@tinyagi/contracts";

export interface MoveRecord {
  /** Names the folders of this move on both machines. */
  readonly id: string;
  readonly agent: string;
  /** A worker, or `here`. */
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly startedAt: number;
  readonly forced: boolean;
  state: MoveState;
  /** What has crossed, up to the cursor. */
  cursor: TreeCursor | null;
  files: number;
  bytes: number;
  leftOut: MoveView["leftOut"];
  /** The old folder must still be put aside. */
  retiring: boolean;
  kept: string | null;
  /** An undo was begun and not ended: the kept folder may be back in place. */
  undoTried?: boolean;
  endedAt: number | null;
  problem: { code: ErrorCode; message: string } | null;
}

const UNDO_MS = 30 * 86_400_000;
const ENDED: ReadonlySet<MoveState> = new Set(["done", "failed", "cancelled", "undone"]);
export function isOver({ state }: Pick<MoveRecord, "state">): boolean {
  return ENDED.has(state);
}

/** @returns where the agent is when it has ended well */
export function goalOf({ state, from, to }: Pick<MoveRecord, "state" | "from" | "to">): string {
  return state === "undoing" ? from : to;
}

/** Whether the workspace must not change: it is read on one machine and written on the other. */
export function isFrozen({ state }: Pick<MoveRecord, "state">): boolean {
  return state === "copying" || state === "checking" || state === "switching";
}

/** @returns until when it can be undone, in epoch milliseconds; null when it cannot */
export function undoUntil({ state, kept, endedAt }: MoveRecord): number | null {
  return state === "done" && kept !== null && endedAt !== null ? endedAt + UNDO_MS : null;
}

/** The copy is begun again, from the start. */
export function beginAgain(record: MoveRecord): void {
  record.cursor = null;
  record.files = 0;
  record.bytes = 0;
  record.leftOut = [];
}

export function toMoveView(record: MoveRecord, waitsFor: MoveView["waitsFor"]): MoveView {
  const { agent, from, to, state, files, bytes, startedAt, endedAt, leftOut, problem, forced, kept } = record;
  return {
    ...{ agent, from, to, state, files, bytes, startedAt, endedAt, leftOut, problem, forced, kept },
    waitsFor: isOver(record) ? null : waitsFor,
    undoUntil: undoUntil(record),
  };
}
