/** The whole audit: reads the home, the settings and the machine, and changes nothing. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Settings } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import type { Environment } from "../context/environment.js";
import { listeningHost } from "../context/listening-host.js";
import type { Paths } from "../context/paths.js";
import { agentEnvironment } from "../doctor/agent-environment.js";
import { checkSettings } from "../doctor/settings-check.js";
import { type AuditFinding, bySeverity } from "./audit-finding.js";
import { auditFiles } from "./file-audit.js";
import { auditMachine } from "./machine-audit.js";
import { auditSettings } from "./settings-audit.js";

/** Findings, the most severe first; none means that no known weakness was found. */
export async function runAudit(context: CliContext): Promise<AuditFinding[]> {
  const { paths, env } = context;
  const { settings, findings } = await checkSettings(paths.settingsFile);
  const broken = findings.filter(({ level }) => level === "error");
  const files = await auditFiles({ ...paths, workspace: resolveWorkspace(settings, env) });
  const opened = settings === undefined ? [] : await auditOpened(settings, paths, env);
  const machine = settings === undefined ? [] : await auditMachine(settings, await agentEnvironment(context));
  const unread = broken.map(
    ({ message }): AuditFinding => ({
      id: "settings.unreadable",
      severity: "high",
      message: `the settings could not be audited: ${message}`,
      fix: "find the problem: tinyagi doctor",
    }),
  );
  return [...files, ...opened, ...machine, ...unread].sort(bySeverity);
}

async function auditOpened(settings: Settings, paths: Paths, env: Environment): Promise<AuditFinding[]> {
  const [raw, host] = await Promise.all([
    readRawSettings(paths.settingsFile),
    listeningHost(paths, env, settings),
  ]);
  return auditSettings({ settings, raw, host });
}

function resolveWorkspace(settings: Settings | undefined, env: Environment): string | undefined {
  if (settings === undefined) return undefined;
  const home = env.HOME ?? homedir();
  const path = settings.workspace.path ?? join(home, "tinyagi-workspace");
  return path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : resolve(home, path);
}

async function readRawSettings(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    // It was valid a moment ago; the next audit checks what is being written now.
    return {};
  }
}
