/** What the agents' CLIs have, or lack, on this machine to keep an agent in. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Settings } from "@tinyagi/contracts";
import type { Environment } from "../context/context.js";
import { findOnPath } from "../doctor/tool-check.js";
import type { AuditFinding } from "./audit-finding.js";

const SANDBOX_MODE = /^\s*"?sandbox_mode"?\s*=/m;
/** What claude needs for its own sandbox on Linux. */
const SANDBOX_TOOLS = [
  { bin: "bwrap", name: "bubblewrap" },
  { bin: "socat", name: "socat" },
] as const;

export async function auditMachine(settings: Settings, env: Environment): Promise<AuditFinding[]> {
  const used = new Set(Object.values(settings.agents).map(({ provider }) => harnessOf(provider, settings)));
  const [codex, claude] = await Promise.all([
    used.has("codex") ? auditCodex(env) : [],
    used.has("claude") && process.platform === "linux" ? auditSandboxTools(env) : [],
  ]);
  return [...codex, ...claude];
}

async function auditCodex(env: Environment): Promise<AuditFinding[]> {
  const file = join(env.CODEX_HOME ?? join(env.HOME ?? homedir(), ".codex"), "config.toml");
  // Without a readable file there is nothing in it.
  const text = await readFile(file, "utf8").catch(() => "");
  if (!SANDBOX_MODE.test(text)) return [];
  return [
    {
      id: "codex.sandbox-mode",
      severity: "high",
      message: `sandbox_mode in ${file} switches permission profiles off: codex agents can read this home and its token`,
      fix: "remove sandbox_mode from that file; agents are confined to their workspace without it",
    },
  ];
}

async function auditSandboxTools(env: Environment): Promise<AuditFinding[]> {
  const missing: string[] = [];
  for (const { bin, name } of SANDBOX_TOOLS) {
    if ((await findOnPath(bin, env)) === undefined) missing.push(name);
  }
  if (missing.length === 0) return [];
  return [
    {
      id: "claude.sandbox-tools",
      severity: "medium",
      message: `claude agents have no sandbox, so that they may run next to no command: ${missing.join(" and ")} missing`,
      fix: `sudo apt-get install ${missing.join(" ")}`,
    },
  ];
}

function harnessOf(provider: string, settings: Settings): string | undefined {
  if (provider === "anthropic") return "claude";
  if (provider === "openai") return "codex";
  const id = provider.startsWith("custom:") ? provider.slice("custom:".length) : "";
  return Object.hasOwn(settings.custom_providers, id) ? settings.custom_providers[id]?.harness : undefined;
}
