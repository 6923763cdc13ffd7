/** Looks for the agent CLIs and the sandbox tools on PATH. Starts them only with `--version`. */
import {
  HARNESS_IDS,
  type HarnessId,
  harnessOfProvider,
  harnessRow,
  SANDBOX_TOOLS,
  type SandboxTool,
  type Settings,
} from "@tinyagi/contracts";
import { findProgram, programVersion } from "@tinyagi/core/program";
import type { Environment } from "../context/environment.js";
import { checkCodexConfig } from "./codex-check.js";
import type { Finding } from "./finding.js";

export interface AgentCli {
  id: HarnessId;
  binary: string;
  install: string;
}

const AGENT_CLIS: readonly AgentCli[] = HARNESS_IDS.flatMap((id) => {
  const cli = harnessRow(id)?.cli;
  return cli === undefined ? [] : [{ id, binary: cli.binary, install: cli.install }];
});
const TOOLS = Object.keys(SANDBOX_TOOLS) as SandboxTool[];

export async function checkTools(env: Environment, settings: Settings | undefined): Promise<Finding[]> {
  const found = await Promise.all(AGENT_CLIS.map((cli) => checkCli(cli, env, settings)));
  const clis = [...found, ...(await checkCodexConfig(env))];
  if (process.platform !== "linux") return clis;
  return [...clis, ...(await Promise.all(TOOLS.map((tool) => checkSandbox(tool, env))))];
}

async function checkCli(cli: AgentCli, env: Environment, settings: Settings | undefined): Promise<Finding> {
  const id = `agent-cli.${cli.binary}`;
  const users = Object.entries(settings?.agents ?? {})
    .filter(([, { provider }]) => harnessOfProvider(provider, settings?.custom_providers ?? {}) === cli.id)
    .map(([agent]) => `@${agent}`);
  const file = await findProgram(cli.binary, env.PATH ?? "");
  if (file === undefined) {
    if (users.length === 0) {
      return {
        id,
        level: "info",
        message: `${cli.binary} is not installed, but no agent needs it`,
        hint: `install it: ${cli.install}`,
      };
    }
    return {
      id,
      level: "error",
      message: `${cli.binary} is not installed, but ${users.join(", ")} ${users.length === 1 ? "needs" : "need"} it`,
      hint: `install it: ${cli.install}`,
    };
  }
  const version = await versionOf(file, env);
  if (version !== undefined) return { id, level: "ok", message: `${cli.binary} ${version} at ${file}` };
  return {
    id,
    level: users.length === 0 ? "warning" : "error",
    message: `${file} does not work`,
    hint: `install it: ${cli.install}`,
  };
}

/** The CLI of a harness, when this machine lacks it. */
export async function missingCli(
  harness: string | undefined,
  env: Environment,
): Promise<AgentCli | undefined> {
  const cli = AGENT_CLIS.find(({ id }) => id === harness);
  return cli === undefined || (await findProgram(cli.binary, env.PATH ?? "")) !== undefined ? undefined : cli;
}

async function checkSandbox(tool: SandboxTool, env: Environment): Promise<Finding> {
  const name = SANDBOX_TOOLS[tool].package;
  const id = `sandbox.${name}`;
  const file = await findProgram(tool, env.PATH ?? "");
  if (file !== undefined) return { id, level: "ok", message: `${tool} at ${file}` };
  return {
    id,
    level: "warning",
    message: `${name} is not installed: ${lostWithout(tool)}`,
    hint: `install it: sudo apt-get install ${name}`,
  };
}

/** What agents cannot do without a tool, in one phrase for each effect. */
function lostWithout(tool: SandboxTool): string {
  const agents = new Map<string, string[]>();
  for (const id of HARNESS_IDS) {
    const effect = harnessRow(id)?.sandboxTools[tool];
    if (effect !== undefined) agents.set(effect, [...(agents.get(effect) ?? []), id]);
  }
  return [...agents].map(([effect, ids]) => `${ids.join(", ")} agents ${effect}`).join("; ");
}

async function versionOf(file: string, env: Environment): Promise<string | undefined> {
  try {
    return (await programVersion(file, { env })) ?? "unknown version";
  } catch {
    // A CLI that cannot print its version does not work.
    return undefined;
  }
}
