/**
 * Writes the entries of a tree below a folder that nothing else writes to. The other machine may lie: a path never leads out
 * of the folder, and nothing is written through a link.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, symlink, unlink } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, openFolder, type PinnedFolder } from "@tinyagi/base";
import { AppError, type TreeEntry } from "@tinyagi/contracts";

const START = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
const GO_ON = constants.O_WRONLY | constants.O_NOFOLLOW;
const DEPTH_MAX = 200;

/** @param root absolute and real; exists @throws AppError `PATH_REFUSED`, `CONFLICT`; the error of the file system */
export async function unpackEntries(root: string, entries: readonly TreeEntry[]): Promise<void> {
  const top = await openFolder(root);
  try {
    for (const entry of entries) await unpack(top, entry);
  } finally {
    await top.close();
  }
}

async function unpack(top: PinnedFolder, entry: TreeEntry): Promise<void> {
  const steps = stepsOf(entry.path);
  const name = steps.pop() ?? "";
  const parent = await top.open(steps, { create: true });
  try {
    const path = join(parent.path, name);
    if (entry.kind === "folder") await makeFolder(path, entry.mode);
    else if (entry.kind === "link") await makeLink(path, entry.target);
    else await writePart(path, entry);
  } finally {
    await parent.close();
  }
}

function stepsOf(path: string): string[] {
  const steps = path.split("/");
  const isOdd = steps.some((step) => step === "" || step === "." || step === ".." || step.includes("\0"));
  if (isOdd || steps.length > DEPTH_MAX)
    throw new AppError("PATH_REFUSED", "The other machine sent a path that leads out of the workspace.");
  return steps;
}

async function makeFolder(path: string, mode: number): Promise<void> {
  await mkdir(path).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await handle.chmod(mode | 0o700);
  } finally {
    await handle.close();
  }
}

/** The same entry may come again. */
async function makeLink(path: string, target: string): Promise<void> {
  if (target.includes("\0")) throw new AppError("PATH_REFUSED", "The other machine sent a link to nothing.");
  if (await isLink(path)) await unlink(path);
  await symlink(target, path);
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function writePart(
  path: string,
  { offset, bytes, last, mode }: Extract<TreeEntry, { kind: "file" }>,
): Promise<void> {
  const part = Buffer.from(bytes, "base64");
  const handle = await openFor(path, offset);
  try {
    if ((await handle.stat()).size < offset) throw outOfTurn();
    await writeAll(handle, part, offset);
    if (!last) return;
    await handle.truncate(offset + part.length);
    await handle.chmod(mode | 0o600);
  } finally {
    await handle.close();
  }
}

async function openFor(path: string, offset: number) {
  try {
    return await open(path, offset === 0 ? START : GO_ON, 0o600);
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw outOfTurn(error);
    throw error;
  }
}

async function writeAll(
  handle: Awaited<ReturnType<typeof open>>,
  part: Buffer,
  position: number,
): Promise<void> {
  for (let done = 0; done < part.length; ) {
    const { bytesWritten } = await handle.write(part, done, part.length - done, position + done);
    done += bytesWritten;
  }
}

function outOfTurn(cause?: unknown): AppError {
  return new AppError(
    "CONFLICT",
    "A part of a file does not follow what is there. The copy begins again.",
    cause === undefined ? {} : { cause },
  );
}
