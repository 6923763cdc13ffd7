/** What an import took over and everything it had to change: told to the person, and kept in the database. */

/** Sentences kept; of more only the number is. */
const NOTES_MAX = 1_000;

export interface ImportReport {
  /** Where the data came from: absolute path of the old home. */
  source: string;
  /** Folder with everything as it was before; null when the old home itself stays untouched. */
  backup: string | null;
  /** Rows taken over, by what they are. */
  counts: Record<string, number>;
  /** What was renamed, changed or left out, one sentence each. */
  notes: string[];
  /** Sentences beyond those of `notes`. */
  moreNotes: number;
}

export interface ReportWriter {
  count(what: string, by?: number): void;
  note(sentence: string): void;
  finish(): Pick<ImportReport, "counts" | "notes" | "moreNotes">;
}

export function createReportWriter(): ReportWriter {
  const counts = new Map<string, number>();
  const notes: string[] = [];
  let moreNotes = 0;
  return {
    count: (what, by = 1) => void counts.set(what, (counts.get(what) ?? 0) + by),
    note(sentence) {
      if (notes.length < NOTES_MAX) notes.push(sentence);
      else moreNotes += 1;
    },
    finish: () => ({ counts: Object.fromEntries(counts), notes: [...notes], moreNotes }),
  };
}
