/** Which keys of the settings contain a secret. Pages load it without a validator. */

const SECRET_KEY = /(?:token|secret|password|passphrase|api_?key|private_?key|credentials?)$/i;

/**
 * True if the value at `path` is a secret. It is then shown masked, and no command asks for it as an argument.
 * @param path keys from the top of the settings, such as `["models", "anthropic", "api_key"]`
 */
export function isSecretPath(path: readonly string[]): boolean {
  if (isEnvironmentPath(path) || isHeaderPath(path)) return true;
  // A sender may have the id "token". The value is an agent's id, not a secret.
  if (path[0] === "channels" && path[1] === "defaults") return false;
  // A tool may have the name "get_token". The value is a rule.
  if (path[0] === "mcp_servers" && path[2] === "tools") return false;
  // A proxy's address may contain a password.
  if (path[0] === "network" && path[1] === "proxy") return true;
  return SECRET_KEY.test(path.at(-1) ?? "");
}

const OWN_ENVIRONMENTS: ReadonlySet<string | undefined> = new Set(["agents", "mcp_servers", "acp_agents"]);
const OWN_HEADERS: ReadonlySet<string | undefined> = new Set(["telemetry", "mcp_servers"]);

/** True if `path` is a variable in the environment of an agent or an MCP server. */
export function isEnvironmentPath(path: readonly string[]): boolean {
  return path.length === 4 && OWN_ENVIRONMENTS.has(path[0]) && path[2] === "env";
}

/** True if `path` is a header of the span export, or of the requests to an MCP server. */
export function isHeaderPath(path: readonly string[]): boolean {
  return path.length === 4 && OWN_HEADERS.has(path[0]) && path[2] === "headers";
}
