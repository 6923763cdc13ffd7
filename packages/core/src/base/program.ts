/**
 * Programs on this machine: where they are, and which version they are. What a program prints is hostile: it is bounded
 * in time and size, and only what looks like a version number is taken from it.
 */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";

const VERSION_TIMEOUT_MS = 10_000;
/** A version is in the first line. More than this is something else. */
const OUTPUT_MAX_BYTES = 64 * 1024;
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

/** What starts a program to ask for its version. */
export interface VersionQuestion {
  /** The environment of the program; it inherits nothing else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

/**
 * Starts a program with `--version`.
 * @returns undefined when it prints no version number
 * @throws when it does not run, fails, prints without end or does not end in time
 */
export async function programVersion(file: string, question: VersionQuestion): Promise<string | undefined> {
  const { env, signal, timeoutMs = VERSION_TIMEOUT_MS } = question;
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
  return versionIn((await asked).stdout);
}

/** The first version number in a text, at most 70 harmless characters. */
export function versionIn(text: string): string | undefined {
  return VERSION.exec(text.slice(0, OUTPUT_MAX_BYTES))?.[0];
}
