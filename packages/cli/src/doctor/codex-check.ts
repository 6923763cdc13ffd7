/** Looks into the user's own codex configuration for what weakens the confinement of codex agents. Reads one file. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../context/context.js";
import type { Finding } from "./finding.js";

const SANDBOX_MODE = /^\s*"?sandbox_mode"?\s*=/m;

/** A finding when `sandbox_mode` is set: codex then ignores the profile that closes the daemon's files to its agents. */
export async function checkCodexConfig(env: Environment): Promise<Finding[]> {
  const file = join(env.CODEX_HOME ?? join(env.HOME ?? "", ".codex"), "config.toml");
  // Without a readable file there is nothing in it.
  const text = await readFile(file, "utf8").catch(() => "");
  if (!SANDBOX_MODE.test(text)) return [];
  return [
    {
      id: "codex.sandbox-mode",
      level: "warning",
      message: `${file} sets sandbox_mode: codex agents can read the daemon's own files`,
      hint: "remove sandbox_mode there; agents are confined to their workspaces without it",
    },
  ];
}
