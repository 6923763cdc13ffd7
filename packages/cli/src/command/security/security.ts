/** `security`: weaknesses of this machine and its settings in the protection of agents, the API and secrets. */

import { paint, styled, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import { runAudit } from "../../audit/audit.js";
import { type AuditFinding, isGrave } from "../../audit/audit-finding.js";
import type { CliContext } from "../../context/context.js";
import { EXIT } from "../../error/exit-code.js";

const WORD_WIDTH = 8;

export function registerSecurity(program: Command, context: CliContext): void {
  const security = program
    .command("security")
    .addHelpText("after", "\nExamples:\n  tinyagi security audit\n  tinyagi security audit --json\n");
  security
    .command("audit")
    .description("check file permissions, settings and tools; exits with 1 on a finding of high severity")
    .addHelpText("after", "\nExamples:\n  tinyagi security audit\n")
    .action(() => audit(context));
}

async function audit(context: CliContext): Promise<void> {
  const findings = await runAudit(context);
  const ok = !findings.some(isGrave);
  if (!ok) context.exitCode = EXIT.failed;
  context.output.data({ ok, findings }, () =>
    findings.length === 0 ? ["no weaknesses found"] : findings.flatMap((finding) => toLines(finding)),
  );
}

function toLines(finding: AuditFinding): Text[] {
  const { severity, id, message, fix } = finding;
  const style = isGrave(finding) ? "red" : severity === "medium" ? "yellow" : "dim";
  return [
    styled`${paint(style, severity.padEnd(WORD_WIDTH))} ${id}: ${message}`,
    `${" ".repeat(WORD_WIDTH + 1)}→ ${fix}`,
  ];
}
