/**
 * What is on this machine for agents: programs with their versions and logins, tools of sandboxes, free disk. A program is
 * started only with `--version`, once for each of its files; of a login it is only seen whether its file is there.
 */
import { access, statfs } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findProgram } from "@tinyagi/base/program";
import {
  ACP_AGENT_IDS,
  ACP_PREFIX,
  type MachineFacts,
  MODEL_PROVIDER_IDS,
  type ProgramFacts,
  type ProviderProgram,
  programOfProvider,
  providerRow,
  SANDBOX_TOOLS,
} from "@tinyagi/contracts";
import type { ProgramVersions } from "@tinyagi/harness";
import { programRow } from "./needed-programs.js";

type Variables = Readonly<Record<string, string | undefined>>;

const MIB = 1024 * 1024;

export interface MachineLook {
  /** Of the process that starts agents. */
  readonly variables: Variables;
  readonly home: string;
  readonly versions: Pick<ProgramVersions, "answer">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Default: this machine. */
  readonly platform?: NodeJS.Platform;
}

export async function lookAtMachine(look: MachineLook): Promise<MachineFacts> {
  const { variables, home, now, platform = process.platform } = look;
  const ofHarness = MODEL_PROVIDER_IDS.map((provider) => programFacts(provider, look));
  const ofAcp = ACP_AGENT_IDS.map((id) => `${ACP_PREFIX}${id}`)
    .filter((provider) => programRow(provider) === provider)
    .map((provider) => programFacts(provider, look));
  const programs = await Promise.all(ofHarness);
  // There are many of them, so that only those are named that are here.
  const others = (await Promise.all(ofAcp)).filter((one) => one?.state !== "missing");
  const { bavail, bsize } = await statfs(home);
  return {
    at: now(),
    programs: [...programs, ...others].filter((one) => one !== undefined),
    missingTools: platform === "linux" ? await missingTools(variables) : [],
    freeDiskMiB: Math.floor((bavail * bsize) / MIB),
    ...(platform === "linux" || platform === "darwin" ? { system: platform } : {}),
  };
}

async function programFacts(provider: string, look: MachineLook): Promise<ProgramFacts | undefined> {
  const { variables, versions } = look;
  const program = programOfProvider(provider);
  if (program === undefined) return undefined;
  const file = await findProgram(program.binary, variables.PATH ?? "");
  if (file === undefined) return { provider, state: "missing", version: null, login: "unknown" };
  const { PATH = "", HOME = "" } = variables;
  const answer = await versions.answer(file, { PATH, HOME });
  return {
    provider,
    state: answer === undefined ? "missing" : answer.state === "answered" ? "ready" : answer.state,
    version: (answer?.state === "answered" ? answer.version : undefined) ?? null,
    login: await loginState(provider, program, look),
  };
}

async function loginState(
  provider: string,
  { loginFile, keychainOn }: ProviderProgram,
  { variables, platform = process.platform }: MachineLook,
): Promise<ProgramFacts["login"]> {
  const row = providerRow(provider);
  const keys = row?.hostVariables.filter((name) => name !== row.address?.variable) ?? [];
  if (keys.some((name) => (variables[name] ?? "") !== "")) return "present";
  if (loginFile === undefined) return "unknown";
  const { variable, folder, file } = loginFile;
  const own = variable === undefined ? undefined : variables[variable];
  const path = join(own || join(variables.HOME || homedir(), folder), file);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return "present";
  return keychainOn === platform ? "unknown" : "missing";
}

async function missingTools(variables: Variables): Promise<string[]> {
  const missing: string[] = [];
  for (const tool of Object.keys(SANDBOX_TOOLS))
    if ((await findProgram(tool, variables.PATH ?? "")) === undefined) missing.push(tool);
  return missing;
}
