/**
 * Builds the complete environment of an agent process: allowed variables of the host and those about the network, the
 * run's mark, the agent's own variables and its provider's key. Nothing else may reach a child process, above all not the daemon's token.
 */

import { RUN_MARK } from "@tinyagi/base";
import { HARNESS_IDS, HARNESSES, HarnessError, networkVariables } from "@tinyagi/contracts";

/** The variable with the agent's id, for tools and skills that the agent runs. */
export const AGENT_MARK = "TINYAGI_AGENT_ID";

const ALLOWED_NAMES = new Set<string>([
  "PATH",
  "HOME",
  "LANG",
  "TERM",
  "TZ",
  "TMPDIR",
  "USER",
  "LOGNAME",
  "SHELL",
  ...HARNESS_IDS.flatMap((id) => HARNESSES[id].hostVariables),
]);
const ALLOWED_PREFIXES = ["LC_", "XDG_"];

/**
 * Names that an agent's `env` must not set. They would send a stored key to another server, load code into the CLI, or
 * remove the mark that finds stray processes.
 */
const REFUSED_NAME = /^TINYAGI_|_BASE_URL$|^LD_|^DYLD_|^(NODE_OPTIONS|BASH_ENV|ENV|IS_SANDBOX)$/i;

/** The parts of an environment. */
export interface AgentEnvironmentParts {
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly runId: string;
  readonly agentId: string;
  /** The agent's own `env`, with its secrets resolved. It can override host variables, but never marks or keys. */
  readonly extra?: Readonly<Record<string, string>>;
  /** The key of the agent's own provider. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/**
 * Builds the complete environment of an agent process. Pure.
 *
 * @throws HarnessError of class `invalid` if `extra` sets a name that agents must not set
 */
export function agentEnvironment(parts: AgentEnvironmentParts): Record<string, string> {
  const env: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parts.hostEnv)) {
    if (value !== undefined && isAllowed(name)) env[name] = value;
  }
  const refused = Object.keys(parts.extra ?? {}).find((name) => REFUSED_NAME.test(name));
  if (refused !== undefined) {
    throw new HarnessError("invalid", `an agent must not set ${refused}; remove it from the agent's env`);
  }
  Object.assign(env, parts.extra, parts.secrets);
  Object.assign(env, networkVariables(parts.hostEnv, parts.extra ?? {}));
  env[RUN_MARK] = parts.runId;
  env[AGENT_MARK] = parts.agentId;
  return env;
}

function isAllowed(name: string): boolean {
  return ALLOWED_NAMES.has(name) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
