/**
 * What an update has done so far. Guarantees: it is on disk before the step it names begins, so that whoever finds it
 * after a crash knows how to finish or undo the update.
 */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFileSync } from "@tinyagi/base/replace-file";
import { CliError } from "../error/cli-error.js";

/**
 * - `preparing`: the new version is fetched, installed beside the old one and tested; nothing else has changed.
 * - `stopping`: the daemon is stopped and its data backed up; the code is the old one.
 * - `switching`: the new code is put in place, started and tested.
 * - `rolling-back`: the new version did not work; the old one is put back.
 */
export const PHASES = ["preparing", "stopping", "switching", "rolling-back"] as const;
export type Phase = (typeof PHASES)[number];

export interface Journal {
  readonly phase: Phase;
  /** Versions. */
  readonly from: string;
  readonly to: string;
  /** Absolute path of the home whose daemon is updated. */
  readonly home: string;
  /** Whether its daemon ran before. */
  readonly wasRunning: boolean;
  /** Absolute path of the backup; null before it is made, and for a home without data. */
  readonly backup: string | null;
  /** The new version has served: code is put back, and data stays. */
  readonly keepsData: boolean;
  /** Why the new version is given up. */
  readonly problem: string | null;
}

export function writeJournal(file: string, journal: Journal): void {
  replaceFileSync(file, JSON.stringify(journal, null, 2));
}

/** Undefined without an update. @throws CliError for a file that no update wrote, or of another user */
export function readJournal(file: string): Journal | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code !== "EACCES") throw error;
    throw new CliError("FORBIDDEN", "Another user's update of this installation was interrupted.", {
      hint: "Ask who installed TinyAGI to run: tinyagi update",
      cause: error,
    });
  }
  const journal = parseJournal(text);
  if (journal !== undefined) return journal;
  throw new CliError("CONFLICT", `${file} is damaged.`, {
    hint: `Install TinyAGI again, then delete the folder: npm install -g tinyagi; rm -r '${dirname(file)}'`,
  });
}

/** Undefined for anything but the journal of an update. */
export function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The caller says what to do with a damaged file.
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { phase, from, to, home, wasRunning, backup, problem, keepsData } = value as Record<string, unknown>;
  const known = PHASES.find((name) => name === phase);
  if (known === undefined || typeof from !== "string" || typeof to !== "string") return undefined;
  if (typeof home !== "string" || typeof wasRunning !== "boolean") return undefined;
  if (!isTextOrNull(backup) || !isTextOrNull(problem)) return undefined;
  return { phase: known, from, to, home, wasRunning, backup, problem, keepsData: keepsData === true };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}
