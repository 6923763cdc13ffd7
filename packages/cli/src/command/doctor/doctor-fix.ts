/** Carries out the repairs of findings, and examines again until there is nothing left to repair. */

import type { CliContext } from "../../context/context.js";
import type { Finding } from "../../doctor/finding.js";
import { applyRepair, repairWords } from "../../doctor/repair.js";
import { toFailure } from "../../error/cli-error.js";
import { examine } from "./doctor-findings.js";

/** One repair can uncover another fault, such as a file in a folder that could not be entered. */
const PASSES_MAX = 5;

export interface RepairOutcome {
  /** Id of the finding. */
  id: string;
  /** `planned`: with `--dry-run`. */
  state: "done" | "failed" | "planned";
  /** What it is about, in words. */
  what: string;
  /** Why it failed. */
  reason?: string;
}

/** What would be repaired in the state that was found. */
export function plannedRepairs(findings: readonly Finding[]): RepairOutcome[] {
  return repairable(findings).map(({ id, repair }) => ({ id, state: "planned", what: repairWords(repair) }));
}

/** @returns what was done, and the findings afterwards */
export async function fix(
  context: CliContext,
  found: readonly Finding[],
): Promise<{ repairs: RepairOutcome[]; findings: readonly Finding[] }> {
  const repairs = new Map<string, RepairOutcome>();
  let findings = found;
  for (let pass = 0; pass < PASSES_MAX; pass += 1) {
    const open = repairable(findings).filter(({ repair }) => !repairs.has(repairWords(repair)));
    if (open.length === 0) break;
    for (const { id, repair } of open) {
      const what = repairWords(repair);
      try {
        await applyRepair(repair, context);
        repairs.set(what, { id, state: "done", what });
      } catch (error) {
        repairs.set(what, { id, state: "failed", what, reason: toFailure(error).message });
      }
    }
    findings = await examine(context);
  }
  return { repairs: [...repairs.values()], findings };
}

type Repairable = Finding & Required<Pick<Finding, "repair">>;

function repairable(findings: readonly Finding[]): Repairable[] {
  const found = findings.filter((one): one is Repairable => one.repair !== undefined && one.level !== "ok");
  // Two checks may see the same fault.
  return [...new Map(found.map((one) => [repairWords(one.repair), one])).values()];
}
