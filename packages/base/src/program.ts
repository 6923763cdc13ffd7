/**
 * Programs on this machine: where they are, and which version they are. What a program prints is hostile: it is bounded
 * in time and size, and only what looks like a version number is taken from it.
 */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";

const VERSION_TIMEOUT_MS = 10_000;
/** A version is in the first line. More than this is something else. */
const OUTPUT_MAX_BYTES = 64 * 1024;
/** Agents may have a PATH each. */
const KNOWN_MAX = 1_000;
const VERSION = /[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}(?:[-+][0-9A-Za-z.+-]{1,40})?/;
const run = promisify(execFile);

/** The first executable file of that name in the folders of a PATH. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // Not in this folder: try the next one.
    }
  }
  return undefined;
}

/**
 * Finds a program as {@link findProgram} does, and looks first where it was the last time: a PATH is long, and every run asks.
 * One that is installed in an earlier folder is found when the known one is gone, or after a restart.
 */
export function createProgramFinder(): typeof findProgram {
  const known = new Map<string, string>();
  return async (name, path) => {
    const key = `${name}\0${path}`;
    const last = known.get(key);
    if (last !== undefined && (await findProgram(name, dirname(last))) !== undefined) return last;
    const found = await findProgram(name, path);
    known.delete(key);
    if (known.size >= KNOWN_MAX) known.clear();
    if (found !== undefined) known.set(key, found);
    return found;
  };
}

/** What starts a program to ask for its version. */
export interface VersionQuestion {
  /** The environment of the program; it inherits nothing else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

/**
 * What a program answers to `--version`. `silent`: it is there and did not answer in time, as at a first start or on a busy
 * machine. That says nothing against it. `broken`: it does not run, fails, or prints without end.
 */
export type VersionAnswer =
  | { readonly state: "answered" /** Absent if it prints no version number. */; readonly version?: string }
  | { readonly state: "silent"; readonly afterMs: number }
  | { readonly state: "broken" };

/**
 * Starts a program with `--version`. Every part of TinyAGI that wants to know whether a program works asks here.
 * @throws only when it is aborted
 */
export async function queryVersion(file: string, question: VersionQuestion): Promise<VersionAnswer> {
  const { env, signal, timeoutMs = VERSION_TIMEOUT_MS } = question;
  signal?.throwIfAborted();
  try {
    const asked = run(file, ["--version"], {
      env: { ...env },
      timeout: timeoutMs,
      maxBuffer: OUTPUT_MAX_BYTES,
      // A program may ignore the polite signal.
      killSignal: "SIGKILL",
      ...(signal === undefined ? {} : { signal }),
    });
    // A program that reads its input would wait for it.
    asked.child.stdin?.end();
    const version = versionIn((await asked).stdout);
    return { state: "answered", ...(version === undefined ? {} : { version }) };
  } catch (error) {
    signal?.throwIfAborted();
    const { killed, code } = error as { killed?: unknown; code?: unknown };
    // A program that prints too much is ended, too; then the error has a code.
    return killed === true && typeof code !== "string"
      ? { state: "silent", afterMs: timeoutMs }
      : { state: "broken" };
  }
}

/** The first version number in a text, at most 70 harmless characters. */
export function versionIn(text: string): string | undefined {
  return VERSION.exec(text.slice(0, OUTPUT_MAX_BYTES))?.[0];
}
