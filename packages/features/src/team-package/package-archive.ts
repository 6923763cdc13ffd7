/**
 * A team as an archive: `.tgz` with a `team.json`, as npm and git hosts make them. Unpacking writes regular files with
 * harmless paths only, of a bounded number and size, into a folder of this process. It runs nothing.
 */
import { createReadStream } from "node:fs";
import { lstat, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorCode } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import type { ReadEntry } from "tar";

const ARCHIVE_MAX_BYTES = 8 * 1024 * 1024;
const UNPACKED_MAX_BYTES = 16 * 1024 * 1024;
const FILES_MAX = 5_000;
const META_MAX_BYTES = 64 * 1024;
const COMPRESSION_MAX = 1_100;
/** Each name of a path: nothing hidden, no `..`, nothing absolute. */
const PATH =
  /^[\p{L}\p{N}_@+][\p{L}\p{N}_.@+ -]{0,119}(?:\/[\p{L}\p{N}_@+][\p{L}\p{N}_.@+ -]{0,119}){0,11}$/u;
/** Members that archives of others have, and no team needs. */
const PASSED_OVER: ReadonlySet<string> = new Set(["Directory", "ExtendedHeader", "GlobalExtendedHeader"]);

/**
 * @param folder empty, of this process
 * @throws AppError `INVALID_INPUT`, `PAYLOAD_TOO_LARGE`, `PATH_REFUSED`; the folder may then contain a part
 */
export async function unpackTeam(file: string, folder: string): Promise<void> {
  const info = await lstat(file);
  if (!info.isFile()) throw new AppError("PATH_REFUSED", "The archive is a link or no regular file.");
  if (info.size > ARCHIVE_MAX_BYTES) throw tooLarge();
  const { Parser } = await import("tar");
  const state: Unpacking = {
    ...{ folder, names: new Set(), files: 0, bytes: 0, failure: undefined },
    work: Promise.resolve(),
  };
  const parser = new Parser({
    strict: true,
    maxMetaEntrySize: META_MAX_BYTES,
    maxDecompressionRatio: COMPRESSION_MAX,
    onReadEntry: (entry) => {
      state.work = state.work
        .then(() => take(state, entry))
        .catch((error: unknown) => {
          state.failure ??= error;
          entry.resume();
          parser.abort(error instanceof Error ? error : new Error(String(error)));
        });
    },
  });
  try {
    await pipeline(createReadStream(file), parser as unknown as NodeJS.WritableStream);
    await state.work;
  } catch (error) {
    throw state.failure ?? (isAppError(error) ? error : notWhole(error));
  }
  if (state.failure !== undefined) throw state.failure;
}

interface Unpacking {
  readonly folder: string;
  /** As a system without case sees them. */
  readonly names: Set<string>;
  files: number;
  bytes: number;
  failure: unknown;
  work: Promise<void>;
}

async function take(state: Unpacking, entry: ReadEntry): Promise<void> {
  if (state.failure !== undefined || PASSED_OVER.has(entry.type)) return void entry.resume();
  if (entry.type !== "File" && entry.type !== "OldFile")
    throw new AppError("PATH_REFUSED", "The archive contains a link or another entry that is no file.");
  const path = entry.path.startsWith("./") ? entry.path.slice(2) : entry.path;
  if (path.length > 2_000 || !PATH.test(path)) {
    // Such as .gitignore; no file of a team has such a name.
    if (!isHidden(path)) throw new AppError("PATH_REFUSED", "The archive contains a path that is refused.");
    return void entry.resume();
  }
  // Where names differ in case or in the form of a letter only, one file would replace the other on some systems.
  const name = path.normalize("NFC").toLowerCase();
  if (state.names.has(name)) throw new AppError("PATH_REFUSED", "The archive contains a path twice.");
  state.names.add(name);
  state.files += 1;
  state.bytes += entry.size;
  if (state.files > FILES_MAX || state.bytes > UNPACKED_MAX_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  const target = join(state.folder, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 }).catch(refuseTaken);
  await writeFile(target, Buffer.concat(chunks), { flag: "wx", mode: 0o600 }).catch(refuseTaken);
}

/** A file in the place of a folder, or a folder in the place of a file. */
function refuseTaken(error: unknown): never {
  const taken = ["EEXIST", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes(errorCode(error));
  throw taken ? new AppError("PATH_REFUSED", "The archive contains paths that exclude each other.") : error;
}

function isHidden(path: string): boolean {
  const names = path.split("/");
  return !path.startsWith("/") && !names.includes("..") && names.some((name) => /^\.[^.]/.test(name));
}

/** The folder with the `team.json`: this one, or the only one in it, as git hosts and npm make archives. */
export async function teamRoot(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const [only] = names;
  if (names.includes("team.json") || names.length !== 1 || only === undefined) return folder;
  return (await lstat(join(folder, only))).isDirectory() ? join(folder, only) : folder;
}

/** Packs a folder. The same files make the same bytes. */
export async function packTeam(folder: string, file: string): Promise<void> {
  const { create } = await import("tar");
  const names = (await readdir(folder)).sort();
  await create(
    { gzip: true, file, cwd: folder, portable: true, mtime: new Date(0), mode: 0o600 } as never,
    names,
  );
}

function tooLarge(): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", "The archive is larger than a team may be.");
}

function notWhole(cause: unknown): AppError {
  return new AppError("INVALID_INPUT", "This is not a whole .tgz archive.", { cause });
}
