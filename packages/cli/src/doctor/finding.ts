/** Findings of the doctor. Ids are public and never change their meaning. */

export type FindingLevel = "ok" | "info" | "warning" | "error";

export interface Finding {
  /** Stable, e.g. `home.mode`. */
  id: string;
  level: FindingLevel;
  message: string;
  /** What to do about it. */
  hint?: string;
}
