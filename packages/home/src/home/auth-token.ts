/**
 * The operator's token in `<home>/auth/token`: 256 bits, readable by its owner only. It is never logged, never part
 * of an error message, and never read through a symbolic link or from a file of another user.
 */
import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { errorCode, makeDirectory, writeFileAtomic } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { homePaths } from "./home-paths.js";

const TOKEN_BYTES = 32;
/** Users may set their own token. An address beyond loopback requires at least 24 characters. */
const TOKEN_PATTERN = /^[A-Za-z0-9._~+/=-]{24,512}$/;
const FILE_MAX_BYTES = 1_024;
const OTHERS = 0o077;

/**
 * Reads the token, and creates it if there is none. Daemons that start at the same time get the same token.
 *
 * @param home absolute path of a prepared home
 * @returns the token; a new one is 43 characters of base64url
 * @throws AppError `HOME_UNWRITABLE` when the file is a link, not a file, another user's or not a token
 */
export async function loadOrCreateToken(home: string): Promise<string> {
  const paths = homePaths(home);
  await makeDirectory(paths.auth, 0o700);
  assertOwned(await lstat(paths.auth), paths.auth, "directory");
  const existing = await readToken(paths.authToken);
  if (existing !== null) return existing;
  const data = `${randomBytes(TOKEN_BYTES).toString("base64url")}\n`;
  await writeFileAtomic({ path: paths.authToken, data, keepExisting: true });
  const created = await readToken(paths.authToken);
  if (created === null) throw refusal(paths.authToken, "it disappeared while it was created");
  return created;
}

async function readToken(path: string): Promise<string | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw refusal(path, errorCode(error) === "ELOOP" ? "it is a symbolic link" : "it cannot be read", error);
  }
  try {
    const info = await handle.stat();
    assertOwned(info, path, "file");
    if (info.size > FILE_MAX_BYTES) throw refusal(path, "it does not contain a token");
    if ((info.mode & OTHERS) !== 0) await handle.chmod(0o600);
    const token = (await handle.readFile("utf8")).trim();
    if (!TOKEN_PATTERN.test(token)) throw refusal(path, "it does not contain a token");
    return token;
  } finally {
    await handle.close();
  }
}

function assertOwned(info: Stats, path: string, kind: "file" | "directory"): void {
  const right = kind === "file" ? info.isFile() : info.isDirectory();
  if (!right) throw refusal(path, `it is not a regular ${kind}`);
  const user = process.geteuid?.();
  if (user !== undefined && info.uid !== user) throw refusal(path, "it belongs to another user");
}

function refusal(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    "HOME_UNWRITABLE",
    `The token file ${path} is refused: ${reason}. Remove it, and the next start creates a new token.`,
    cause === undefined ? {} : { cause },
  );
}
