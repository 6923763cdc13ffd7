/** Reads the user's own codex configuration for a setting that weakens the confinement of codex agents. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../context/environment.js";
import type { Finding } from "./finding.js";

const SANDBOX_MODE = /^[ \t]*"?sandbox_mode"?[ \t]*=/m;

/** The problem in words, for the doctor and the audit. */
export interface CodexProblem {
  readonly id: string;
  readonly message: string;
  readonly fix: string;
}

/** The problem when `sandbox_mode` is set: codex then ignores the profile that protects the daemon's files from its agents where its sandbox does not. */
export async function codexProblem(env: Environment): Promise<CodexProblem | undefined> {
  const file = join(env.CODEX_HOME ?? join(env.HOME ?? homedir(), ".codex"), "config.toml");
  // A file that cannot be read sets nothing.
  const text = await readFile(file, "utf8").catch(() => "");
  if (!SANDBOX_MODE.test(text)) return undefined;
  return {
    id: "codex.sandbox-mode",
    message: `${file} sets sandbox_mode, so codex ignores its rules that protect the home of the daemon; without bubblewrap, its agents can read the token there`,
    fix: `Remove sandbox_mode from ${file}. Codex agents are confined to their workspace without it.`,
  };
}

/** The same as a finding of the doctor. */
export async function checkCodexConfig(env: Environment): Promise<Finding[]> {
  const problem = await codexProblem(env);
  if (problem === undefined) return [];
  return [{ id: problem.id, level: "warning", message: problem.message, hint: problem.fix }];
}
