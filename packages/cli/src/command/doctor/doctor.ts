/** `doctor`: checks everything that a working home needs. Changes nothing, but with `--fix` what it can repair safely. */

import type { Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { withProgress } from "../../control/progress.js";
import type { Finding } from "../../doctor/finding.js";
import { findingLines, INDENT, reportLine } from "../../doctor/finding-lines.js";
import { checkNetwork } from "../../doctor/network-check.js";
import { usageError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { examine } from "./doctor-findings.js";
import type { RepairOutcome } from "./doctor-fix.js";

const REPAIR_WORDS = { done: "done", planned: "would", failed: "FAILED" } as const;
const REPAIR_STYLES = { done: "green", planned: "cyan", failed: "red" } as const;

interface DoctorOptions {
  deep?: boolean;
  fix?: boolean;
  dryRun?: boolean;
}

export function registerDoctor(program: Command, context: CliContext): void {
  const command = program
    .command("doctor")
    .option(
      "--fix",
      "repair what can be repaired safely: permissions, missing folders, stale files, links, the service",
    )
    .option("--deep", "also read every row of the database and every file of the backups; takes longer")
    .option("--dry-run", "with --fix: show what would be repaired and change nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi doctor\n  tinyagi doctor --fix --dry-run\n  tinyagi doctor --fix\n  tinyagi doctor --deep\n  tinyagi doctor network\n  tinyagi doctor --json\n",
    )
    .action((options: DoctorOptions) => doctor(context, options));
  command
    .command("network")
    .description(
      "say what the daemon and this shell reach, through which proxy and certificates, and where it fails",
    )
    .addHelpText("after", "\nExamples:\n  tinyagi doctor network\n  tinyagi doctor network --json\n")
    .action(() => network(context));
}

/** Sends no key and asks no model. */
async function network(context: CliContext): Promise<void> {
  const { findings, daemon, shell } = await withProgress(
    context.output,
    "Connecting to what the settings name",
    () => checkNetwork(context),
  );
  const ok = findings.every(({ level }) => level !== "error");
  if (!ok) context.exitCode = EXIT.failed;
  context.output.data({ ok, findings, daemon, shell }, () => findings.flatMap(findingLines));
}

async function doctor(context: CliContext, options: DoctorOptions): Promise<void> {
  if (options.dryRun === true && options.fix !== true)
    throw usageError("--dry-run needs --fix.", "Without --fix, tinyagi doctor changes nothing");
  const found = await withProgress(context.output, "Examining this machine and home", () =>
    examine(context, { deep: options.deep === true }),
  );
  const { fix, plannedRepairs } = await import("./doctor-fix.js");
  const planned = plannedRepairs(found);
  const { repairs, findings } =
    options.fix !== true
      ? { repairs: undefined, findings: found }
      : options.dryRun === true
        ? { repairs: planned, findings: found }
        : await fix(context, found);
  const ok = findings.every(({ level }) => level !== "error");
  if (!ok) context.exitCode = EXIT.failed;
  context.output.data({ ok, findings, ...(repairs === undefined ? {} : { repairs }) }, () => [
    ...(repairs ?? []).flatMap(repairLines),
    ...findings.flatMap(findingLines),
  ]);
  context.output.talk(
    summarize({ repairs, planned: planned.length, findings, isDry: options.dryRun === true }),
  );
}

function repairLines({ state, what, reason }: RepairOutcome): Text[] {
  return [
    reportLine(REPAIR_STYLES[state], REPAIR_WORDS[state], what),
    ...(reason === undefined ? [] : [`${INDENT}→ ${reason}`]),
  ];
}

function summarize(report: {
  repairs: readonly RepairOutcome[] | undefined;
  planned: number;
  findings: readonly Finding[];
  isDry: boolean;
}): string {
  const { repairs, planned, findings, isDry } = report;
  if (isDry) return "Nothing was changed (--dry-run).";
  const left = findings.filter(({ level }) => level === "error" || level === "warning").length;
  const problems = left === 0 ? "No problems" : left === 1 ? "1 problem" : `${left} problems`;
  if (repairs === undefined) {
    if (planned === 0) return left === 0 ? "No problems found." : `${problems}: see the lines with →.`;
    return `${problems}. Repair ${planned} of them: tinyagi doctor --fix`;
  }
  const need = left === 0 ? "No problems left." : `${problems} left: see the lines with →.`;
  const done = repairs.filter(({ state }) => state === "done").length;
  if (repairs.length === 0) return `Nothing to repair. ${need}`;
  return `${done === 1 ? "1 repair" : `${done} repairs`} done. ${need}`;
}
