/**
 * Reads the JSON files of 0.0.20. A file that cannot be parsed stops the import, because continuing could drop
 * schedules or lock out senders. The caller handles single invalid entries.
 */
import { readFile, stat } from "node:fs/promises";
import { AppError } from "@tinyagi/contracts";
import { isRecord } from "./legacy-value.js";
import type { LegacyPairings } from "./take-pairings.js";

const FILE_MAX_BYTES = 64 * 1024 * 1024;

/** The entries of a list; empty without a file. @throws AppError `IMPORT_REFUSED` */
export async function readList(file: string | null): Promise<readonly unknown[]> {
  if (file === null) return [];
  const value = await readJson(file);
  if (!Array.isArray(value)) throw refused(file, "it does not contain a list");
  return value;
}

/** @throws AppError `IMPORT_REFUSED` */
export async function readPairings(file: string | null): Promise<LegacyPairings> {
  if (file === null) return { pending: [], approved: [] };
  const value = await readJson(file);
  if (!isRecord(value)) throw refused(file, "it does not contain an object");
  const { pending = [], approved = [] } = value;
  if (!Array.isArray(pending) || !Array.isArray(approved))
    throw refused(file, "`pending` and `approved` must be lists");
  return { pending, approved };
}

async function readJson(file: string): Promise<unknown> {
  if ((await stat(file)).size > FILE_MAX_BYTES)
    throw refused(file, `it is larger than ${FILE_MAX_BYTES} bytes`);
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the file, which may contain pairing codes.
    throw refused(file, "it is not valid JSON");
  }
}

function refused(file: string, reason: string): AppError {
  return new AppError(
    "IMPORT_REFUSED",
    `${file} cannot be imported: ${reason}. Correct it, or move it away to continue without it. Nothing was changed.`,
  );
}
