/**
 * Turns a secret of the settings into its value at the moment of use. A value never appears in an error. A secret
 * file must be a regular file that other users can neither change nor, outside /run/secrets, read.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { AppError } from "@tinyagi/contracts";

export const SECRET_FILE_MAX_BYTES = 64 * 1024;
const ENV_PREFIX = "env:";
const FILE_PREFIX = "file:";
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const WRITABLE_BY_OTHERS = 0o022;
const READABLE_BY_ALL = 0o004;
/** Container engines mount secrets here, readable to all inside the container. */
const MOUNTED_SECRETS = "/run/secrets/";

export interface SecretSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Default {@link readSecretFile}. */
  readFile?: (path: string) => Promise<string>;
}

/** Whether `value` names a secret (`env:NAME`, `file:/path`) instead of being one. */
export function isSecretReference(value: string): boolean {
  return value.startsWith(ENV_PREFIX) || value.startsWith(FILE_PREFIX);
}

/**
 * @param value plain text, `env:NAME` or `file:/absolute/path`
 * @returns the secret; content of a file is trimmed
 * @throws AppError `SECRET_UNRESOLVED` when the secret is missing, empty or refused
 */
export async function resolveSecret(value: string, sources: SecretSources): Promise<string> {
  const secret = await lookUp(value, sources);
  if (secret === "") throw unresolved(nameOf(value), "it is empty");
  return secret;
}

/**
 * Reads a secret file of at most 64 KiB.
 *
 * @throws Error with a short reason, without any content
 */
export async function readSecretFile(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new Error("it is not a regular file");
    if (info.size > SECRET_FILE_MAX_BYTES)
      throw new Error(`it is larger than ${SECRET_FILE_MAX_BYTES} bytes`);
    if ((info.mode & WRITABLE_BY_OTHERS) !== 0) throw new Error("other users may change it; use mode 0600");
    const exposed = (info.mode & READABLE_BY_ALL) !== 0 && !path.startsWith(MOUNTED_SECRETS);
    if (exposed) throw new Error("every user may read it; use mode 0600");
    const buffer = Buffer.alloc(SECRET_FILE_MAX_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, SECRET_FILE_MAX_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function lookUp(value: string, sources: SecretSources): Promise<string> {
  if (value.startsWith(ENV_PREFIX)) {
    const name = value.slice(ENV_PREFIX.length);
    if (!ENV_NAME.test(name)) throw unresolved("env:", "the name of the variable is not valid");
    const found = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
    if (found === undefined) throw unresolved(nameOf(value), "the variable is not set");
    return found;
  }
  if (!value.startsWith(FILE_PREFIX)) return value;
  const path = value.slice(FILE_PREFIX.length);
  if (!path.startsWith("/") || path.includes("\0")) throw unresolved("file:", "the path must be absolute");
  try {
    return (await (sources.readFile ?? readSecretFile)(path)).trim();
  } catch (error) {
    throw unresolved(nameOf(value), error instanceof Error ? error.message : "it cannot be read", error);
  }
}

/** A reference is not secret and helps the reader; a plain value is secret and never shown. */
function nameOf(value: string): string {
  return isSecretReference(value) ? value : "a plain value";
}

function unresolved(name: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    "SECRET_UNRESOLVED",
    `A secret of the settings (${name}) cannot be used: ${reason}.`,
    cause === undefined ? {} : { cause },
  );
}
