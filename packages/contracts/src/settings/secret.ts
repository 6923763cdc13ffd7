/** Secrets of the settings: how long they may be, and which places hold one. */
import { z } from "zod";

const SECRET_KEY = /(?:token|secret|password|passphrase|api_?key|private_?key|credentials?)$/i;

/** A value, or `env:NAME`, or `file:/absolute/path`. */
export const secretSchema = z.string().max(10_000);

/**
 * Whether the value at `path` is a secret: shown masked, and never asked for on a command line.
 * @param path steps from the top of the settings, e.g. `["models", "anthropic", "api_key"]`
 */
export function isSecretPath(path: readonly string[]): boolean {
  if (isEnvironmentPath(path)) return true;
  // A sender may be called "token"; what stands there is an agent's id.
  if (path[0] === "channels" && path[1] === "defaults") return false;
  return SECRET_KEY.test(path.at(-1) ?? "");
}

/** Whether `path` is a variable of an agent's environment. */
export function isEnvironmentPath(path: readonly string[]): boolean {
  return path.length === 4 && path[0] === "agents" && path[2] === "env";
}
