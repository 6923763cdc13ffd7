/**
 * What is fixed when an agent program starts, and whether a kept one still fits. Pure. A part that is not compared here would
 * let a program work with what a person has changed.
 */
import { createHash } from "node:crypto";
import type { AgentStart } from "@tinyagi/contracts";

/** The parts, in the order in which a difference is named: what a person did comes before what follows from it. */
const PARTS = ["program", "login", "settings", "prompt", "files", "session"] as const;
type BasisPart = (typeof PARTS)[number];

/** A digest of each part. Of the session, its id; empty for a new one. */
export type LiveBasis = Readonly<Record<BasisPart, string>>;

/** Why a program does not fit. @returns undefined if it does */
export function changedPart(kept: LiveBasis, wanted: LiveBasis): AgentStart | undefined {
  const part = PARTS.find((name) => kept[name] !== wanted[name]);
  return part === undefined ? undefined : `${part}_changed`;
}

/** A digest of plain data, which may contain keys. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64");
}
