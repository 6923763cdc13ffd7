/** Findings of the doctor. Ids are public and never change their meaning. */
import type { Repair } from "./repair.js";

export type FindingLevel = "ok" | "info" | "warning" | "error";

export interface Finding {
  /** Stable, e.g. `home.mode`. */
  id: string;
  level: FindingLevel;
  message: string;
  /** What to do about it. */
  hint?: string;
  /** What `doctor --fix` does about it; absent where only a person can decide. */
  repair?: Repair;
}
