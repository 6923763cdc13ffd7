/** Looks for the agent CLIs and the sandbox tools on PATH. Starts them only with `--version`. */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { Settings } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Environment } from "../context/context.js";
import { checkCodexConfig } from "./codex-check.js";
import type { Finding } from "./finding.js";

const VERSION_TIMEOUT_MS = 10_000;
const run = promisify(execFile);

/** What does not work without a sandbox tool. */
const SANDBOX_TOOLS = {
  bwrap: { name: "bubblewrap", lost: "claude, opencode and api agents cannot run commands in a sandbox" },
  socat: {
    name: "socat",
    lost: "claude agents cannot run commands in a sandbox, those of opencode and api agents do not reach the API",
  },
} as const;

interface AgentCli {
  bin: string;
  install: string;
  /** What it executes, beside custom providers with this harness. */
  provider: string;
}

const AGENT_CLIS: readonly AgentCli[] = [
  {
    bin: "claude",
    provider: "anthropic",
    install: "npm install -g @anthropic-ai/claude-code",
  },
  {
    bin: "codex",
    provider: "openai",
    install: "npm install -g @openai/codex",
  },
  {
    bin: "opencode",
    provider: "opencode",
    install: "npm install -g opencode-ai",
  },
];

export async function checkTools(env: Environment, settings: Settings | undefined): Promise<Finding[]> {
  const found = await Promise.all(AGENT_CLIS.map((cli) => checkCli(cli, env, settings)));
  const clis = [...found, ...(await checkCodexConfig(env))];
  if (process.platform !== "linux") return clis;
  return [...clis, await checkSandbox("bwrap", env), await checkSandbox("socat", env)];
}

async function checkCli(cli: AgentCli, env: Environment, settings: Settings | undefined): Promise<Finding> {
  const id = `agent-cli.${cli.bin}`;
  const users = Object.entries(settings?.agents ?? {})
    .filter(([, agent]) => settings !== undefined && isServedBy(cli, agent.provider, settings))
    .map(([agent]) => `@${agent}`);
  const file = await findOnPath(cli.bin, env);
  if (file === undefined) {
    if (users.length === 0) {
      return {
        id,
        level: "info",
        message: `${cli.bin} is not installed; no agent needs it`,
        hint: cli.install,
      };
    }
    return {
      id,
      level: "error",
      message: `${cli.bin} is not installed, but ${users.join(", ")} ${users.length === 1 ? "needs" : "need"} it`,
      hint: cli.install,
    };
  }
  const version = await versionOf(file, env);
  if (version !== undefined) return { id, level: "ok", message: `${cli.bin} ${version} at ${file}` };
  return {
    id,
    level: users.length === 0 ? "warning" : "error",
    message: `${file} does not run`,
    hint: cli.install,
  };
}

/** What an agent of this provider lacks here: the CLI that executes it. Undefined when nothing is missing. */
export async function missingCli(
  provider: string,
  harness: string | undefined,
  env: Environment,
): Promise<{ bin: string; install: string } | undefined> {
  const cli = AGENT_CLIS.find(({ bin, provider: own }) => bin === harness || own === provider);
  return cli === undefined || (await findOnPath(cli.bin, env)) !== undefined ? undefined : cli;
}

async function checkSandbox(bin: keyof typeof SANDBOX_TOOLS, env: Environment): Promise<Finding> {
  const { name, lost } = SANDBOX_TOOLS[bin];
  const id = `sandbox.${name}`;
  const file = await findOnPath(bin, env);
  if (file !== undefined) return { id, level: "ok", message: `${bin} at ${file}` };
  return {
    id,
    level: "warning",
    message: `${name} is not installed: ${lost}`,
    hint: `sudo apt-get install ${name}`,
  };
}

/** The first executable file of that name on PATH. */
export async function findOnPath(bin: string, env: Environment): Promise<string | undefined> {
  for (const directory of (env.PATH ?? "").split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    const file = join(directory, bin);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // Not in this directory: the next one is looked at.
    }
  }
  return undefined;
}

async function versionOf(file: string, env: Environment): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, ["--version"], { timeout: VERSION_TIMEOUT_MS, env: { ...env } });
    return /[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*/.exec(stdout)?.[0] ?? cleanLine(stdout).slice(0, 40);
  } catch {
    // Whatever keeps it from telling its version keeps it from working.
    return undefined;
  }
}

function isServedBy({ bin, provider: own }: AgentCli, provider: string, settings: Settings): boolean {
  return provider === own || customHarness(provider, settings) === bin;
}

function customHarness(provider: string, settings: Settings): string | undefined {
  const id = provider.startsWith("custom:") ? provider.slice("custom:".length) : undefined;
  return id === undefined ? undefined : settings.custom_providers[id]?.harness;
}
