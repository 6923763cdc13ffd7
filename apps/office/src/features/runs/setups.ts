/** With what the runs of a comparison worked: the first of each side, and all whose setup is not the same. Pure. */
import type { ComparedRun, PermissionMode, RunComparison } from "@tinyagi/contracts";

type Step = RunComparison["steps"][number];

export interface SetupShown {
  /** The harness with the version of its agent CLI, as far as it is known: `claude 2.1.197`. */
  program: string;
  permissions: PermissionMode | null;
}

export interface SetupRow {
  path: string;
  /** Undefined where there is no such run. */
  a: SetupShown | undefined;
  b: SetupShown | undefined;
  mark: "same" | "differs" | "unknown" | "missing";
  /** What of both differs. */
  differing: { program: boolean; permissions: boolean };
}

/** @returns `same`: how many more runs worked with the same setup in both */
export function toSetups(steps: readonly Step[]): { rows: readonly SetupRow[]; same: number } {
  const known = steps.map(toRow).filter(({ a, b }) => a !== undefined || b !== undefined);
  const rows = known.filter(({ mark }, at) => at === 0 || mark !== "same");
  return { rows, same: known.length - rows.length };
}

function toRow(step: Step): SetupRow {
  const [a, b] = [toDisplay(step.a), toDisplay(step.b)];
  const isPair = a !== undefined && b !== undefined;
  const isOther = isPair && step.sameSetup === false;
  return {
    path: step.path,
    a,
    b,
    mark: isPair ? toMark(step) : "missing",
    differing: {
      program: isOther && isProgramOther(step),
      permissions:
        isOther && a.permissions !== b.permissions && a.permissions !== null && b.permissions !== null,
    },
  };
}

function toDisplay(run: ComparedRun | null): SetupShown | undefined {
  // An answer of an older daemon has no such field.
  if (!run?.setup) return undefined;
  const { harness, harnessVersion, permissions } = run.setup;
  return { program: `${harness} ${harnessVersion ?? ""}`.trimEnd(), permissions };
}

function toMark({ sameSetup }: Step): SetupRow["mark"] {
  if (sameSetup === null) return "unknown";
  return sameSetup ? "same" : "differs";
}

function isProgramOther({ a, b }: Step): boolean {
  if (!a?.setup || !b?.setup) return false;
  const [left, right] = [a.setup.harnessVersion, b.setup.harnessVersion];
  return a.setup.harness !== b.setup.harness || (left !== null && right !== null && left !== right);
}
