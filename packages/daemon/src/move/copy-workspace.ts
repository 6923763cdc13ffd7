/** Copies a workspace from one machine to another, batch by batch, and compares the two. Either side may lie or go away. */
import { AppError, type WorkspaceOutput, type WorkspacePort } from "@tinyagi/contracts";
import type { MoveRecord } from "./move-record.js";

/** A machine that never comes to an end is not waited for. */
const BYTES_MAX = 256 * 1024 ** 3;
const ENTRIES_MAX = 5_000_000;
const LEFT_OUT_MAX = 100;

type Page = WorkspaceOutput<"digestTree">;
type Source = Pick<WorkspacePort, "packTree" | "digestTree">;
type Target = Pick<WorkspacePort, "unpackTree" | "digestTree" | "dropTree">;

interface CopyParts {
  readonly source: Source;
  readonly target: Target;
  readonly record: MoveRecord;
  /** Keeps the record; called after each batch. */
  readonly save: () => void;
  readonly signal: AbortSignal;
}

/** Continues behind the cursor of the record. @throws AppError of one of the machines; `PLACE_OFFLINE` may be tried again */
export async function copyWorkspace({ source, target, record, save, signal }: CopyParts): Promise<void> {
  const { id: move } = record;
  if (record.cursor === null) await target.dropTree({ move }, { signal });
  for (let entries = 0; ; ) {
    signal.throwIfAborted();
    const batch = await source.packTree({ after: record.cursor }, { signal });
    await target.unpackTree({ move, entries: batch.entries }, { signal });
    entries += batch.entries.length;
    for (const entry of batch.entries) {
      if (entry.kind !== "file") continue;
      record.bytes += Buffer.byteLength(entry.bytes, "base64");
      if (entry.last) record.files += 1;
    }
    record.leftOut = [...record.leftOut, ...batch.leftOut].slice(0, LEFT_OUT_MAX);
    if (record.bytes > BYTES_MAX || entries > ENTRIES_MAX)
      throw new AppError("PAYLOAD_TOO_LARGE", "The workspace is too large to be moved.");
    if (batch.next === null) return;
    record.cursor = batch.next;
    save();
  }
}

/** @returns whether both machines have the same files, names and modes */
export async function isSame({ source, target, record, signal }: CopyParts): Promise<boolean> {
  const { id: move } = record;
  for (let after: string | null = null, pages = 0; ; pages += 1) {
    const [there, here]: [Page, Page] = await Promise.all([
      source.digestTree({ move: null, after }, { signal }),
      target.digestTree({ move, after }, { signal }),
    ]);
    if (there.sha256 !== here.sha256 || there.next !== here.next) return false;
    if (there.next === null) return true;
    if (pages > ENTRIES_MAX)
      throw new AppError("PAYLOAD_TOO_LARGE", "The workspace is too large to be moved.");
    after = there.next;
  }
}
