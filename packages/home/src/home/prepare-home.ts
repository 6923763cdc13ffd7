/**
 * Makes the home directory usable and private. It deletes nothing, and it refuses directories whose permissions TinyAGI
 * must not change: the root of the file system, a user's own directory, a shared one such as /tmp.
 */
import { randomBytes } from "node:crypto";
import { chmod, stat, unlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { errorCode, makeDirectory } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { type HomePaths, homePaths } from "./home-paths.js";

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
const STICKY = 0o1000;

/** Explanations of system errors. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is not a directory",
  EEXIST: "it is not a directory",
  ENOENT: "it cannot be created",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the path is too long",
};

/**
 * Creates the home and its directories with mode 0700, restricts the modes of existing ones, and writes a file to prove
 * that it can.
 *
 * @param home absolute path
 * @returns the paths of the home
 * @throws AppError `HOME_UNWRITABLE` with a reason a person can act on
 */
export async function prepareHome(home: string): Promise<HomePaths> {
  const paths = homePaths(home);
  assertOwnDirectory(home);
  try {
    await makeDirectory(home, PRIVATE_DIRECTORY);
    await tightenHome(home);
    for (const directory of listDirectories(paths)) {
      await makeDirectory(directory, PRIVATE_DIRECTORY);
      await tighten(directory, PRIVATE_DIRECTORY);
    }
    for (const file of listSecretFiles(paths)) await tightenIfThere(file);
    await probe(home);
  } catch (error) {
    throw error instanceof AppError ? error : unwritable(home, error);
  }
  return paths;
}

function listDirectories(paths: HomePaths): readonly string[] {
  return [paths.auth, paths.logs, paths.files, paths.filesIn, paths.filesOut, paths.backups];
}

function listSecretFiles(paths: HomePaths): readonly string[] {
  const database = [paths.database, `${paths.database}-wal`, `${paths.database}-shm`];
  return [paths.settings, paths.settingsBackup, ...database, join(paths.home, "pairing.json")];
}

function assertOwnDirectory(home: string): void {
  const reason = !isAbsolute(home)
    ? "it must be an absolute path"
    : resolve(home) === "/"
      ? "it is the root of the file system"
      : resolve(home) === resolve(homedir())
        ? "it is a user's own directory; use a separate directory inside it"
        : null;
  if (reason !== null) throw refusal(home, reason);
}

async function tightenHome(home: string): Promise<void> {
  const info = await stat(home);
  if (!info.isDirectory()) throw refusal(home, "it is not a directory");
  if ((info.mode & STICKY) !== 0) throw refusal(home, "it is a directory shared by all users");
  await tighten(home, PRIVATE_DIRECTORY);
}

async function tighten(path: string, mode: number): Promise<void> {
  const info = await stat(path);
  if ((info.mode & OTHERS) !== 0) await chmod(path, mode);
}

async function tightenIfThere(path: string): Promise<void> {
  try {
    await tighten(path, PRIVATE_FILE);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Mode bits do not show read-only mounts, quotas or root's rights; only a write does. */
async function probe(home: string): Promise<void> {
  const file = join(home, `.probe-${randomBytes(6).toString("hex")}`);
  await writeFile(file, "", { flag: "wx", mode: PRIVATE_FILE });
  await unlink(file);
}

function unwritable(home: string, error: unknown): AppError {
  const code = errorCode(error);
  return refusal(home, REASONS[code] ?? (code === "" ? "unknown error" : code), error);
}

function refusal(home: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    "HOME_UNWRITABLE",
    `The home directory ${home} cannot be used: ${reason}. Correct this, or choose another with TINYAGI_HOME.`,
    cause === undefined ? {} : { cause },
  );
}
