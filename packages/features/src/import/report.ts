/** What an import imported and changed. It is shown to the person and stored in the database. */

import type { WeakerParts } from "@tinyagi/home";

/** Most sentences kept. Further ones are only counted. */
const NOTES_MAX = 1_000;

export interface ImportReport {
  /** What of the settings is weaker than what stood before: not taken over, and taken over. */
  weaker: WeakerParts;
  /** Where the data came from: absolute path of the old home. */
  source: string;
  /** Folder with the previous data; null when the old home itself stays untouched. */
  backup: string | null;
  /** Imported rows by kind. */
  counts: Record<string, number>;
  /** What was renamed, changed or omitted, one sentence each. */
  notes: string[];
  /** Number of sentences that `notes` does not contain. */
  moreNotes: number;
}

export interface ReportWriter {
  count(what: string, by?: number): void;
  note(sentence: string): void;
  weaker(parts: WeakerParts): void;
  finish(): Pick<ImportReport, "counts" | "notes" | "moreNotes" | "weaker">;
}

export function createReportWriter(): ReportWriter {
  const counts = new Map<string, number>();
  const notes: string[] = [];
  let moreNotes = 0;
  let weaker: WeakerParts = { left: [], taken: [] };
  return {
    count: (what, by = 1) => void counts.set(what, (counts.get(what) ?? 0) + by),
    note(sentence) {
      if (notes.length < NOTES_MAX) notes.push(sentence);
      else moreNotes += 1;
    },
    weaker(parts) {
      weaker = parts;
    },
    finish: () => ({ counts: Object.fromEntries(counts), notes: [...notes], moreNotes, weaker }),
  };
}
