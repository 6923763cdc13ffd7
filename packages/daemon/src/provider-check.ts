/**
 * Looks at what a paused provider misses: its program, a new login, or the network to its server. It starts a program only
 * with `--version`, reads of a login file only when it changed, and asks a server for nothing that costs.
 */
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findProgram, queryVersion } from "@tinyagi/base/program";
import {
  type FailureCause,
  type MachineFacts,
  type ProviderProgram,
  programOfProvider,
  type Settings,
} from "@tinyagi/contracts";
import { expandHome } from "@tinyagi/home";
import { type ProviderCheck, resolveLogin } from "@tinyagi/kernel";
import { addressOfProvider, isReachable } from "./provider-address.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** A program that takes longer is slow, not missing. */
const VERSION_MS = 5_000;

export function createProviderCheck(options: {
  settings: () => Settings;
  variables: Variables;
  /** What a worker said last of its machine; undefined while that is not known. */
  machineOf?: (place: string) => MachineFacts | undefined;
}): ProviderCheck {
  const { settings, variables, machineOf } = options;
  return {
    tells: (cause) => TELLS[cause],
    async mayAnswer(provider, { cause, failedAt, login, place }) {
      if (place !== undefined) return mayAnswerThere(machineOf?.(place), settings(), { provider, cause });
      if (cause === "outage") return answers(provider, settings(), variables);
      const cli = programOfProvider(provider, settings().custom_providers);
      // A provider without a program has no login of its own, and misses no file.
      if (cli === undefined) return cause === "program";
      if (cause === "program") return runs(cli, variables);
      const named = login === undefined ? undefined : resolveLogin(provider, settings(), login);
      const file = loginFile(cli, { variables, folder: named?.config_dir });
      return file !== undefined && hasNewLogin(file, failedAt);
    },
  };
}

/** On a worker, whose files and network nobody sees from here: its own words count. */
function mayAnswerThere(
  machine: MachineFacts | undefined,
  { custom_providers }: Settings,
  { provider, cause }: { provider: string; cause: FailureCause },
): boolean {
  const binary = programOfProvider(provider, custom_providers)?.binary;
  const program = machine?.programs.find((one) => programOfProvider(one.provider)?.binary === binary);
  // A worker that is away, or a program that it does not name: a run says what is so.
  if (binary === undefined || program === undefined) return cause === "program";
  if (cause === "program") return program.state !== "missing" && program.state !== "broken";
  return cause === "login" && program.login === "present";
}

/** Only a program that is missing is certain: a run may take a way to its server that nobody here knows of. */
const TELLS: Readonly<Partial<Record<FailureCause, "certain" | "hint">>> = {
  program: "certain",
  login: "hint",
  outage: "hint",
};

/** A provider whose address nobody knows is asked when its pause is over. */
async function answers(provider: string, settings: Settings, variables: Variables): Promise<boolean> {
  try {
    const address = addressOfProvider(provider, settings, variables);
    return address === undefined || (await isReachable(address));
  } catch {
    return true; // The provider was removed meanwhile: its own run says so.
  }
}

async function runs({ binary }: ProviderProgram, variables: Variables): Promise<boolean> {
  const file = await findProgram(binary, variables.PATH ?? "");
  if (file === undefined) return false;
  const env = { PATH: variables.PATH, HOME: variables.HOME };
  return (await queryVersion(file, { env, timeoutMs: VERSION_MS })).state !== "broken";
}

/** Undefined for a program whose login leaves no file. */
function loginFile(
  { loginFile: known }: ProviderProgram,
  { variables, folder: given }: { variables: Variables; folder: string | undefined },
): string | undefined {
  if (known === undefined) return undefined;
  const { variable, folder, file } = known;
  const home = variables.HOME || homedir();
  const own = variable === undefined ? undefined : variables[variable];
  return join(given === undefined ? own || join(home, folder) : expandHome(given, home), file);
}

async function hasNewLogin(file: string, failedAt: number): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs > failedAt;
  } catch {
    return false; // There is no login yet, or it is in a keychain.
  }
}
