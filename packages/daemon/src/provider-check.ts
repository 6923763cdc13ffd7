/**
 * Looks at what a paused provider misses on this machine: its program, or a new login. It starts a program only with
 * `--version`, and reads of a login file only when it changed.
 */
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type HarnessRow, harnessOfProvider, harnessRow, type Settings } from "@tinyagi/contracts";
import type { ProviderCheck } from "@tinyagi/core";
import { askVersion, findProgram } from "@tinyagi/core/program";

type Cli = NonNullable<HarnessRow["cli"]>;
type Variables = Readonly<Record<string, string | undefined>>;

/** A program that takes longer is slow, not missing. */
const VERSION_MS = 5_000;

export function createProviderCheck(options: {
  settings: () => Settings;
  variables: Variables;
}): ProviderCheck {
  const { settings, variables } = options;
  return {
    tells: (cause) => (cause === "program" ? "certain" : cause === "login" ? "hint" : undefined),
    async mayAnswer(provider, { cause, failedAt }) {
      const harness = harnessOfProvider(provider, settings().custom_providers);
      const cli = harness === undefined ? undefined : harnessRow(harness)?.cli;
      // A provider without a program has no login of its own, and misses no file.
      if (cli === undefined) return cause === "program";
      return cause === "program" ? runs(cli, variables) : hasNewLogin(loginFile(cli, variables), failedAt);
    },
  };
}

async function runs({ binary }: Cli, variables: Variables): Promise<boolean> {
  const file = await findProgram(binary, variables.PATH ?? "");
  if (file === undefined) return false;
  const env = { PATH: variables.PATH, HOME: variables.HOME };
  return (await askVersion(file, { env, timeoutMs: VERSION_MS })).state !== "broken";
}

function loginFile({ loginFile: { variable, folder, file } }: Cli, variables: Variables): string {
  const own = variable === undefined ? undefined : variables[variable];
  return join(own || join(variables.HOME || homedir(), folder), file);
}

async function hasNewLogin(file: string, failedAt: number): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs > failedAt;
  } catch {
    return false; // There is no login yet, or it is in a keychain.
  }
}
