/**
 * The checksum of a team: SHA-256 over its content, the same as a file, a folder, an archive and a repository. Pure.
 */
import { createHash } from "node:crypto";
import type { TeamTemplate } from "@tinyagi/contracts";

/** @param template checked */
export function teamChecksum(template: TeamTemplate): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(template)))
    .digest("hex");
}

/** Keys in one order, and no version: a later release writes the same team with another one. */
function sorted(value: unknown, isTop = true): unknown {
  if (Array.isArray(value)) return value.map((one) => sorted(one, false));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, one]) => one !== undefined && !(isTop && key === "version"),
  );
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one, false)]);
}
