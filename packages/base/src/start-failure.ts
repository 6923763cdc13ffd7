/**
 * Why the last start of the daemon failed: `<home>/start-failure.json`. A supervisor or a restart shows its reason to
 * nobody; `tinyagi status` and `tinyagi doctor` read it here. Only Node's own modules: with too few open files nothing
 * else can be loaded.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFileSync } from "./replace-file.js";

export interface StartFailure {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Exit code of the process. */
  readonly exitCode: number;
  /** What happened and what to do. */
  readonly message: string;
}

const MESSAGE_MAX_CHARS = 4_000;
const fileIn = (home: string): string => join(home, "start-failure.json");

/** Never throws: the home may be what is wrong. */
export function recordStartFailure(home: string, failure: StartFailure): void {
  try {
    const message = failure.message.slice(0, MESSAGE_MAX_CHARS);
    replaceFileSync(fileIn(home), `${JSON.stringify({ ...failure, message })}\n`);
  } catch {
    // A home that cannot be written: the process has said the reason on stderr, and the doctor finds this cause itself.
  }
}

/** A start succeeded. */
export function forgetStartFailure(home: string): void {
  rmSync(fileIn(home), { force: true });
}

/** Undefined when the last start did not fail, or nothing can be read. */
export function readStartFailure(home: string): StartFailure | undefined {
  try {
    const { at, exitCode, message } = JSON.parse(readFileSync(fileIn(home), "utf8")) as Partial<StartFailure>;
    if (typeof at !== "number" || typeof exitCode !== "number" || typeof message !== "string")
      return undefined;
    return { at, exitCode, message };
  } catch {
    // There is none, or it is not one of ours.
    return undefined;
  }
}
