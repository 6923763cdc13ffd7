/** Findings of the security audit. Ids are public and never change their meaning. */
import type { Repair } from "../doctor/repair.js";

/** `high` and `critical` make the audit fail. */
export type Severity = "critical" | "high" | "medium" | "low";

export interface AuditFinding {
  /** Stable, e.g. `server.auth-none`. */
  id: string;
  severity: Severity;
  message: string;
  /** How to fix it. */
  fix: string;
  /** What `doctor --fix` does about it. */
  repair?: Repair;
}

const ORDER: readonly Severity[] = ["critical", "high", "medium", "low"];

/** The most severe first; within one severity by id. */
export function bySeverity(a: AuditFinding, b: AuditFinding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.id.localeCompare(b.id);
}

/** Whether the audit fails because of it. */
export function isGrave({ severity }: AuditFinding): boolean {
  return severity === "critical" || severity === "high";
}
