/** Checks that this machine has the tools that confine the configured agents. */

import { findProgram } from "@tinyagi/base/program";
import {
  HARNESS_IDS,
  type HarnessId,
  harnessOfProvider,
  harnessRow,
  SANDBOX_TOOLS,
  type SandboxTool,
  type Settings,
} from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import { codexProblem } from "../doctor/codex-check.js";
import type { AuditFinding } from "./audit-finding.js";

export const SANDBOX_FINDINGS: readonly string[] = HARNESS_IDS.map(sandboxFindingId);

/** Findings about the harnesses that agents use, as their own provider or as a fallback. */
export async function auditMachine(
  settings: Settings,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<AuditFinding[]> {
  const used = usedHarnesses(settings);
  const codex = used.has("codex") ? await codexProblem(env) : undefined;
  const missing = platform === "linux" ? await missingTools(env) : [];
  const enclosed = HARNESS_IDS.filter((id) => used.has(id) && harnessRow(id)?.unenclosed !== undefined);
  return [
    ...(codex === undefined ? [] : [{ ...codex, severity: "high" as const }]),
    ...HARNESS_IDS.filter((id) => used.has(id)).flatMap((id) => sandboxFinding(id, missing)),
    ...(platform === "linux" && !missing.includes("bwrap") ? await nestingFindings(enclosed, env) : []),
  ];
}

function usedHarnesses({ agents, custom_providers: customProviders }: Settings): Set<HarnessId | undefined> {
  const providers = Object.values(agents).flatMap(({ provider, fallback = [] }) => [
    provider,
    ...fallback.map((entry) => entry.provider),
  ]);
  return new Set(providers.map((provider) => harnessOfProvider(provider, customProviders)));
}

async function missingTools(env: Environment): Promise<SandboxTool[]> {
  const tools = Object.keys(SANDBOX_TOOLS) as SandboxTool[];
  const found = await Promise.all(tools.map((tool) => findProgram(tool, env.PATH ?? "")));
  return tools.filter((_, index) => found[index] === undefined);
}

function sandboxFinding(id: HarnessId, missing: readonly SandboxTool[]): AuditFinding[] {
  const needs = harnessRow(id)?.sandboxTools ?? {};
  const lacks = missing.filter((tool) => needs[tool] !== undefined);
  if (lacks.length === 0) return [];
  const effects = [...new Set(lacks.map((tool) => needs[tool]))];
  const names = lacks.map((tool) => SANDBOX_TOOLS[tool].package);
  return [
    {
      id: sandboxFindingId(id),
      severity: "medium",
      message: `${id} agents ${effects.join(" and ")}: ${names.join(" and ")} ${names.length === 1 ? "is" : "are"} not installed`,
      fix: `sudo apt-get install ${names.join(" ")}`,
    },
  ];
}

/** A sandbox around a whole program must allow the sandboxes that the program starts. */
async function nestingFindings(ids: readonly HarnessId[], env: Environment): Promise<AuditFinding[]> {
  if (ids.length === 0) return [];
  const { NESTING_COMMAND, nestingObstacle } = await import("@tinyagi/daemon");
  // A machine that gives no answer says nothing about itself.
  if ((await nestingObstacle(env.PATH ?? "")) !== "refused") return [];
  return ids.map((id) => ({
    id: `${id}.nested-sandbox`,
    severity: "medium",
    message: `${id} agents ${harnessRow(id)?.unenclosed}: bubblewrap cannot start a sandbox within a sandbox on this machine`,
    fix: `see what forbids it (AppArmor, a container, a setuid installation), and allow it: ${NESTING_COMMAND}`,
  }));
}

function sandboxFindingId(id: HarnessId): string {
  return `${id}.sandbox-tools`;
}
