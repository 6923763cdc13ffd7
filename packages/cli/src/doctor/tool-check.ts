/** Looks for the agent CLIs and the sandbox tools on the PATH of the daemon. Starts them only with `--version`. */

import { findProgram, queryVersion } from "@tinyagi/base/program";
import {
  ACP_AGENT_IDS,
  ACP_PREFIX,
  HARNESS_IDS,
  harnessOfProvider,
  harnessRow,
  programOfProvider,
  SANDBOX_TOOLS,
  type SandboxTool,
  type Settings,
} from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import { checkCodexConfig } from "./codex-check.js";
import type { Finding } from "./finding.js";

interface AgentCli {
  /** Whether agents of a provider need it. */
  serves: (provider: string, settings: Settings | undefined) => boolean;
  binary: string;
  install: string;
}

const AGENT_CLIS: readonly AgentCli[] = HARNESS_IDS.flatMap((id) => {
  const cli = harnessRow(id)?.cli;
  if (cli === undefined) return [];
  const serves: AgentCli["serves"] = (provider, settings) =>
    harnessOfProvider(provider, settings?.custom_providers ?? {}) === id;
  return [{ serves, binary: cli.binary, install: cli.install }];
});
/** Programs that speak ACP. They are many, so only those are named that are there or that agents need. */
const ACP_PROGRAMS: readonly AgentCli[] = ACP_AGENT_IDS.flatMap((id) => {
  const provider = `${ACP_PREFIX}${id}`;
  const program = programOfProvider(provider);
  const isElsewhere = AGENT_CLIS.some(({ binary }) => binary === program?.binary);
  if (program === undefined || isElsewhere) return [];
  const serves: AgentCli["serves"] = (wanted, settings) =>
    wanted === provider && settings?.acp_agents[id]?.command === undefined;
  return [{ serves, binary: program.binary, install: program.install }];
});
const TOOLS = Object.keys(SANDBOX_TOOLS) as SandboxTool[];

export interface Searched {
  /** Of the daemon, which starts agents. */
  env: Environment;
  /** Of this command, to find what only the person's shell finds. */
  own: Environment;
  /** Time for each program to say its version, in milliseconds. Default: 10,000. */
  versionMs?: number;
}

export async function checkTools(searched: Searched, settings: Settings | undefined): Promise<Finding[]> {
  const { env } = searched;
  const found = await Promise.all(
    [...AGENT_CLIS, ...ACP_PROGRAMS].map((cli) => checkCli(cli, searched, settings)),
  );
  const unneeded = found.slice(AGENT_CLIS.length).filter(({ level }) => level !== "info");
  const clis = [...found.slice(0, AGENT_CLIS.length), ...unneeded, ...(await checkCodexConfig(env))];
  if (process.platform !== "linux") return clis;
  const tools = await Promise.all(TOOLS.map((tool) => checkSandbox(tool, env)));
  return [...clis, ...tools, ...(await checkEnclosure(env))];
}

async function checkCli(
  cli: AgentCli,
  { env, own, versionMs }: Searched,
  settings: Settings | undefined,
): Promise<Finding> {
  const id = `agent-cli.${cli.binary}`;
  const users = Object.entries(settings?.agents ?? {})
    // In a container, the program is part of the image.
    .filter(([, { permissions }]) => permissions !== "container")
    .filter(([, { provider }]) => cli.serves(provider, settings))
    .map(([agent]) => `@${agent}`);
  const file = await findProgram(cli.binary, env.PATH ?? "");
  if (file === undefined) {
    const elsewhere = await findProgram(cli.binary, own.PATH ?? "");
    return { id, ...describeAbsence(cli, users, elsewhere) };
  }
  const answer = await queryVersion(file, {
    env,
    ...(versionMs === undefined ? {} : { timeoutMs: versionMs }),
  });
  switch (answer.state) {
    case "answered":
      return { id, level: "ok", message: `${cli.binary} ${answer.version ?? "unknown version"} at ${file}` };
    case "silent": {
      const message = `${file} did not answer in ${Math.ceil(answer.afterMs / 1_000)} s, so its version is not known`;
      return { id, level: "info", message, hint: "If agents that need it fail: tinyagi provider test" };
    }
    case "broken": {
      const level = users.length === 0 ? "warning" : "error";
      return { id, level, message: `${file} does not work`, hint: `Install it: ${cli.install}` };
    }
  }
}

function describeAbsence(
  { binary, install }: AgentCli,
  users: readonly string[],
  elsewhere: string | undefined,
): Pick<Finding, "message"> & { level: "info" | "error"; hint: string } {
  const what =
    elsewhere === undefined
      ? "is not installed"
      : `is at ${elsewhere}, which is not on the PATH of the daemon`;
  const hint =
    elsewhere === undefined
      ? `Install it: ${install}`
      : "Give the daemon this PATH: tinyagi restart; a service: tinyagi service install && tinyagi restart";
  if (users.length === 0) return { level: "info", message: `${binary} ${what}, but no agent needs it`, hint };
  const need = users.length === 1 ? "needs" : "need";
  return { level: "error", message: `${binary} ${what}, but ${users.join(", ")} ${need} it`, hint };
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
    hint: installHint(name),
  };
}

/** Agents whose program runs in a sandbox as a whole also work without one, but in another way. */
async function checkEnclosure(env: Environment): Promise<Finding[]> {
  if ((await findProgram("bwrap", env.PATH ?? "")) !== undefined) return [];
  const effects = HARNESS_IDS.flatMap((id) => {
    const effect = harnessRow(id)?.unenclosed;
    return effect === undefined ? [] : [`${id} agents ${effect}`];
  });
  const { package: name } = SANDBOX_TOOLS.bwrap;
  return [
    {
      id: "sandbox.enclosure",
      level: "info",
      message: `without ${name}, ${effects.join("; ")}`,
      hint: installHint(name),
    },
  ];
}

function installHint(name: string): string {
  return `Install it: sudo apt-get install ${name}`;
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
