/**
 * Files that agents on another machine send: the copy is made there, read part by part, and stored here under a name of
 * our own. It is whole or absent, and never larger than what may be sent.
 */
import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { OUTGOING_FILE_MAX_BYTES, openRegularFile } from "@tinyagi/base";
import { AppError, FILE_PART_BYTES, type WorkspaceOutput, type WorkspacePort } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";

/** In front of the name of a copy. */
const UNIQUE_BYTES = 8;

/** A part of a copy that was made here. @throws AppError `NOT_FOUND` */
export async function readSent(
  filesOut: string,
  { copy, offset }: { copy: string; offset: number },
): Promise<WorkspaceOutput<"readSent">> {
  const path = join(await resolveRealPath(filesOut), copy);
  const opened = await openRegularFile(path, (real) => real === path);
  if (!opened.ok) throw new AppError("NOT_FOUND", "There is no such copy. Send the file again.");
  try {
    const { bytesRead, buffer } = await opened.handle.read({
      buffer: Buffer.alloc(FILE_PART_BYTES),
      position: offset,
    });
    const bytes = buffer.subarray(0, bytesRead);
    return { bytes: bytes.toString("base64"), last: offset + bytesRead >= opened.size };
  } finally {
    await opened.handle.close();
  }
}

/** Also when it is gone already. */
export async function dropSent(filesOut: string, copy: string): Promise<void> {
  await rm(join(filesOut, copy), { force: true });
}

/** The same workspace; what its agent sends arrives in `filesOut` of this machine. */
export function withFetchedCopies(workspace: WorkspacePort, filesOut: string): WorkspacePort {
  return {
    ...workspace,
    async sendFile(input, call) {
      const sent = await workspace.sendFile(input, call);
      if (!sent.ok) return sent;
      const name = sent.copy.slice(2 * UNIQUE_BYTES + 1);
      const copy = `${randomBytes(UNIQUE_BYTES).toString("hex")}-${name}`;
      const bytes = await fetchCopy(workspace, { from: sent.copy, to: join(filesOut, copy) });
      await workspace.dropSent({ copy: sent.copy }, call);
      if (bytes === undefined)
        return { ok: false, why: { code: "file", refusal: "too_large", max: OUTGOING_FILE_MAX_BYTES } };
      return { ok: true, copy, bytes };
    },
  };
}

/** @returns undefined for a copy that is too large; then nothing of it is here */
async function fetchCopy(
  workspace: Pick<WorkspacePort, "readSent">,
  { from, to }: { from: string; to: string },
): Promise<number | undefined> {
  const handle = await open(to, "wx", 0o600);
  let isWhole = false;
  try {
    for (let offset = 0; ; ) {
      const { bytes, last } = await workspace.readSent({ copy: from, offset });
      const part = Buffer.from(bytes, "base64");
      offset += part.length;
      if (offset > OUTGOING_FILE_MAX_BYTES) return undefined;
      await handle.writeFile(part);
      isWhole = last;
      if (last) {
        await handle.sync();
        return offset;
      }
      // A machine that sends nothing, again and again, must not keep this going.
      if (part.length === 0)
        throw new AppError(
          "PLACE_OFFLINE",
          "The machine of this agent stopped in the middle of a file. Try again.",
        );
    }
  } finally {
    await handle.close();
    if (!isWhole) await rm(to, { force: true });
  }
}
