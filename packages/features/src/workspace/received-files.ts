/**
 * Files that people sent, on their way to the machine of an agent: they arrive part by part at the same place below
 * `files/in`. A file is whole or absent there, and no link on the way is followed.
 */
import { constants } from "node:fs";
import { type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, openFolderBelow } from "@tinyagi/base";
import {
  AppError,
  FILE_PART_BYTES,
  type WorkspaceInput,
  type WorkspaceOutput,
  type WorkspacePort,
} from "@tinyagi/contracts";

/** Most bytes of one file; channels accept less. */
const RECEIVED_MAX_BYTES = 25 * 1024 * 1024;

const START = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
const GO_ON = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;

/** @throws AppError `CONFLICT` for a part that does not follow the last one, `PAYLOAD_TOO_LARGE` */
export async function receivePart(
  filesIn: string,
  { place, offset, bytes, last }: WorkspaceInput<"receiveFile">,
): Promise<WorkspaceOutput<"receiveFile">> {
  const path = join(filesIn, place);
  const folder = await openFolderBelow(filesIn, dirname(path), { create: true });
  try {
    const whole = join(folder.path, basename(place));
    if ((await sizeOf(whole)) !== undefined) return { path, complete: true };
    const arriving = join(folder.path, `.${basename(place)}.part`);
    const part = Buffer.from(bytes, "base64");
    if (offset + part.length > RECEIVED_MAX_BYTES) {
      await rm(arriving, { force: true });
      throw new AppError("PAYLOAD_TOO_LARGE", `A file has at most ${RECEIVED_MAX_BYTES} bytes.`);
    }
    await append(arriving, offset, part);
    if (last) await rename(arriving, whole);
    return { path, complete: last };
  } finally {
    await folder.close();
  }
}

/**
 * Brings a file that is below `filesIn` here to the machine of an agent.
 *
 * @returns where it is there
 */
export async function bringFile(
  workspace: Pick<WorkspacePort, "receiveFile">,
  { filesIn, place }: { filesIn: string; place: string },
): Promise<string> {
  const handle = await open(join(filesIn, place), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    for (let offset = 0; ; ) {
      const part = await readPart(handle, offset);
      const last = offset + part.length >= size || part.length === 0;
      const { path, complete } = await workspace.receiveFile({
        place,
        offset,
        bytes: part.toString("base64"),
        last,
      });
      if (complete) return path;
      if (last)
        throw new AppError("PLACE_OFFLINE", "The machine of this agent did not store a file. Try again.");
      offset += part.length;
    }
  } finally {
    await handle.close();
  }
}

async function readPart(handle: FileHandle, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(FILE_PART_BYTES), position });
  return buffer.subarray(0, bytesRead);
}

async function append(path: string, offset: number, part: Buffer): Promise<void> {
  if (offset > 0 && (await sizeOf(path)) !== offset)
    throw new AppError(
      "CONFLICT",
      "The part does not follow the last one. Send the file again from its start.",
    );
  const handle = await open(path, offset === 0 ? START : GO_ON, 0o600);
  try {
    await handle.writeFile(part);
  } finally {
    await handle.close();
  }
}

/** Undefined when nothing is there. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
