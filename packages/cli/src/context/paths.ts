/** Paths in the home that this command reads. Only the daemon writes there, except for its log. */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { usageError } from "../error/cli-error.js";

/** The default port of the daemon. */
export const DEFAULT_PORT = 3777;

export interface Paths {
  readonly home: string;
  readonly daemonFile: string;
  /** Says that the last daemon hung. */
  readonly hungFile: string;
  readonly tokenFile: string;
  readonly settingsFile: string;
  readonly logFile: string;
}

/** `TINYAGI_HOME`, else `~/.tinyagi`. */
export function resolvePaths(env: Readonly<Record<string, string | undefined>>): Paths {
  const given = env.TINYAGI_HOME ?? "";
  const userHome = env.HOME !== undefined && isAbsolute(env.HOME) ? env.HOME : homedir();
  const home = given === "" ? join(userHome, ".tinyagi") : resolve(given);
  return {
    home,
    daemonFile: join(home, "daemon.json"),
    hungFile: join(home, "daemon.hung"),
    tokenFile: join(home, "auth", "token"),
    settingsFile: join(home, "settings.json"),
    logFile: join(home, "logs", "daemon.log"),
  };
}

/** `TINYAGI_API_PORT`, else undefined. */
export function getPort(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const given = env.TINYAGI_API_PORT ?? "";
  if (given === "") return undefined;
  const port = Number(given);
  if (/^[0-9]{1,5}$/.test(given) && port <= 65_535) return port;
  throw usageError("TINYAGI_API_PORT is not a port number.", "Use a number from 0 to 65535, or unset it");
}
