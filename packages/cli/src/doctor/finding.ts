/** Findings of the doctor. Ids are public and never change their meaning. */
import type { Repair } from "./repair.js";

export type FindingLevel = "ok" | "info" | "warning" | "error";

interface FindingBase {
  /** Stable, e.g. `home.mode`. */
  id: string;
  message: string;
  /** What `doctor --fix` does about it; absent where only a person can decide. */
  repair?: Repair;
}

/** What is wrong always says what to do: the summary refers to those lines. */
export type Finding = FindingBase &
  ({ level: "ok" | "info"; hint?: string } | { level: "warning" | "error"; hint: string });
