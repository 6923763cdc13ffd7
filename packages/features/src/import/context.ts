/** What every part of an import uses. */
import type { NewId } from "@tinyagi/base";
import type { ImportStatements } from "@tinyagi/kernel";
import type { KnownIds } from "./known-ids.js";
import type { ReportWriter } from "./report.js";

export interface ImportContext {
  into: ImportStatements;
  ids: KnownIds;
  report: ReportWriter;
  /** Time of the import, milliseconds since the epoch. */
  now: number;
  newId: NewId;
  /** JSON of the effective conversation limits, and their maximum duration. */
  limits: { text: string; durationMs: number };
}

/** Formats an old id for a sentence. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
