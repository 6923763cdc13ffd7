/**
 * The environment of an agent process, complete: an allow-list of the host's, the run's mark, the agent's own
 * variables and its provider's key. Nothing else may reach a child; the daemon's token least of all.
 */
import { HARNESS_IDS, HARNESSES, HarnessError } from "@tinyagi/contracts";
import { RUN_MARK } from "@tinyagi/core";

/** The agent's id, for the tools and skills it runs. */
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
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  ...HARNESS_IDS.flatMap((id) => HARNESSES[id].hostVariables),
]);
const ALLOWED_PREFIXES = ["LC_", "XDG_", "SSL_CERT_"];

/**
 * Names an agent's own settings must not set: they would send a stored key elsewhere, load code into the CLI, or
 * take the mark by which strays are found.
 */
const REFUSED_NAME = /^TINYAGI_|_BASE_URL$|^LD_|^DYLD_|^(NODE_OPTIONS|BASH_ENV|ENV|IS_SANDBOX)$/i;

/** What {@link agentEnvironment} builds an environment of. */
export interface AgentEnvironmentParts {
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly runId: string;
  readonly agentId: string;
  /** The agent's own `env` settings, already resolved. They may override the host's, never the marks or keys. */
  readonly extra?: Readonly<Record<string, string>>;
  /** The key of the agent's own provider. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/**
 * Builds the complete environment of an agent process. Pure.
 *
 * @throws HarnessError of class `invalid` when `extra` sets a name that is not the agent's to set
 */
export function agentEnvironment(parts: AgentEnvironmentParts): Record<string, string> {
  const env: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parts.hostEnv)) {
    if (value !== undefined && isAllowed(name)) env[name] = value;
  }
  const refused = Object.keys(parts.extra ?? {}).find((name) => REFUSED_NAME.test(name));
  if (refused !== undefined) {
    throw new HarnessError("invalid", `the agent's settings may not set ${refused}; remove it from its env`);
  }
  Object.assign(env, parts.extra, parts.secrets);
  env[RUN_MARK] = parts.runId;
  env[AGENT_MARK] = parts.agentId;
  return env;
}

function isAllowed(name: string): boolean {
  return ALLOWED_NAMES.has(name) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
