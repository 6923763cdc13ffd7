/** Whether two runs worked with the same program and the same permissions. Pure. What was not recorded is never equal. */
import { harnessRow, type RunSetup } from "@tinyagi/contracts";

/** @returns null when that is not known */
export function sameSetup(a: RunSetup | null | undefined, b: RunSetup | null | undefined): boolean | null {
  if (!a || !b) return null;
  if (a.harness !== b.harness) return false;
  const facts: (string | null)[][] = [[a.permissions, b.permissions]];
  // Inside the daemon there is no program with a version.
  if (harnessRow(a.harness)?.inDaemon !== true) facts.push([a.harnessVersion, b.harnessVersion]);
  if (facts.some(([left, right]) => left !== null && right !== null && left !== right)) return false;
  return facts.flat().includes(null) ? null : true;
}
