/** `doctor`: checks everything that a working home needs and changes nothing. */
import type { Command } from "commander";
import { runAudit } from "../audit/audit.js";
import type { AuditFinding } from "../audit/audit-finding.js";
import { SANDBOX_FINDINGS } from "../audit/machine-audit.js";
import type { CliContext } from "../context/context.js";
import { checkChannels } from "../doctor/channel-check.js";
import { checkDaemon } from "../doctor/daemon-check.js";
import { checkDatabase } from "../doctor/database-check.js";
import type { Finding, FindingLevel } from "../doctor/finding.js";
import { checkHome } from "../doctor/home-check.js";
import { checkPermissions } from "../doctor/permission-check.js";
import { checkPromptFiles } from "../doctor/prompt-file-check.js";
import { checkSettings } from "../doctor/settings-check.js";
import { checkTools } from "../doctor/tool-check.js";
import { EXIT } from "../error/exit-code.js";
import { paint, styled } from "../output/styled.js";

const NODE_MAJOR = 20;
const NODE_MINOR = 20;
const WORDS: Readonly<Record<FindingLevel, string>> = {
  ok: "ok",
  info: "info",
  warning: "warning",
  error: "ERROR",
};
const STYLES = { ok: "green", info: "dim", warning: "yellow", error: "red" } as const;
const WORD_WIDTH = 7;
/** Findings of the audit that the doctor reports under other ids. */
const REPORTED_ELSEWHERE: readonly string[] = ["settings.unreadable", ...SANDBOX_FINDINGS];

export function registerDoctor(program: Command, context: CliContext): void {
  program
    .command("doctor")
    .addHelpText("after", "\nExamples:\n  tinyagi doctor\n  tinyagi doctor --json\n")
    .action(() => doctor(context));
}

async function doctor(context: CliContext): Promise<void> {
  const { findings: settingsFindings, settings } = await checkSettings(context.paths.settingsFile);
  const [home, database, daemon, tools, prompts, audit] = await Promise.all([
    checkHome(context.paths),
    checkDatabase(context.paths),
    checkDaemon(context, settings?.server.port),
    checkTools(context.env, settings),
    checkPromptFiles(settings, context.paths.home),
    runAudit(context.paths, context.env),
  ]);
  const node = checkNode(process.versions.node);
  const ofHome = [
    node,
    ...home,
    ...settingsFindings,
    ...checkPermissions(settings),
    ...checkChannels(settings),
  ];
  const own = [...ofHome, ...database, ...prompts, ...daemon, ...tools];
  const findings = [...own, ...weaknesses(audit, own)];
  const ok = findings.every((finding) => finding.level !== "error");
  if (!ok) context.exitCode = EXIT.failed;
  context.output.data({ ok, findings }, () =>
    findings.flatMap((finding) => [
      styled`${paint(STYLES[finding.level], WORDS[finding.level].padEnd(WORD_WIDTH))} ${finding.id}: ${finding.message}`,
      ...(finding.hint === undefined || finding.level === "ok"
        ? []
        : [`${" ".repeat(WORD_WIDTH + 1)}→ ${finding.hint}`]),
    ]),
  );
}

/** Further findings of the security audit: shown as warnings, because the home works. */
function weaknesses(audit: readonly AuditFinding[], own: readonly Finding[]): Finding[] {
  const reported = new Set([...own.map(({ id }) => id), ...REPORTED_ELSEWHERE]);
  return audit
    .filter(({ id }) => !reported.has(id))
    .map(({ id, message, fix }) => ({ id, level: "warning", message, hint: fix }));
}

/** @param version `20.20.2` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR);
  if (enough) return { id: "node.version", level: "ok", message: `Node ${version}` };
  const message = `Node ${version} is too old; TinyAGI needs ${NODE_MAJOR}.${NODE_MINOR} or newer`;
  return {
    id: "node.version",
    level: "error",
    message,
    hint: "install a newer Node from https://nodejs.org",
  };
}
