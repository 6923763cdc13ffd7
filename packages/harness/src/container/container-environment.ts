/**
 * What of an agent's environment exists in its container. Pure. What describes the host (its PATH, its folders, the address
 * of a container runtime) stays outside; a value that only the agent may know is never an argument.
 */
import { AGENT_HOST, HARNESS_IDS, HARNESSES, NETWORK_NAMES } from "@tinyagi/contracts";
import { CONTAINER_HOME } from "./run-arguments.js";

const HOST_ONLY = new Set<string>([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "DBUS_SESSION_BUS_ADDRESS"],
  // The folder of its login has another place inside.
  ...HARNESS_IDS.flatMap((id) => HARNESSES[id].hostVariables),
]);
const HOST_PREFIXES = [
  "XDG_",
  "DOCKER_",
  "CONTAINER_",
  "CONTAINERS_",
  "_CONTAINERS_",
  "PODMAN_",
  "BUILDKIT_",
];
const PROXY_NAMES = NETWORK_NAMES.filter((name) => name.endsWith("_PROXY"));

/** What the environment is made of. */
export interface ContainerEnvironmentParts {
  /** The environment of the program, as outside of a container. */
  readonly env: Readonly<Record<string, string>>;
  /** The variable of its configuration folder, and its value inside. */
  readonly config: readonly [name: string, path: string];
  /** The port of our proxy in the container. Absent: it is not used. */
  readonly proxyPort?: number | undefined;
}

/** Public variables by value, all others by name. */
export interface ContainerEnvironment {
  readonly plain: Record<string, string>;
  readonly secret: Record<string, string>;
}

/** Splits an environment. */
export function containerEnvironment({
  env,
  config,
  proxyPort,
}: ContainerEnvironmentParts): ContainerEnvironment {
  const plain: Record<string, string> = {
    HOME: CONTAINER_HOME,
    // The container is the sandbox: as its root, claude asks for this word.
    IS_SANDBOX: "1",
    [config[0]]: config[1],
    ...(proxyPort === undefined ? {} : proxyVariables(proxyPort)),
  };
  const secret = Object.fromEntries(
    Object.entries(env).filter(([name]) => !isOfHost(name) && !Object.hasOwn(plain, name)),
  );
  return { plain, secret };
}

function isOfHost(name: string): boolean {
  return HOST_ONLY.has(name) || HOST_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function proxyVariables(port: number): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`;
  const own = `${AGENT_HOST},localhost,127.0.0.1`;
  const values = PROXY_NAMES.map((name) => [name, name === "NO_PROXY" ? own : proxy] as const);
  return Object.fromEntries(
    values.flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}
