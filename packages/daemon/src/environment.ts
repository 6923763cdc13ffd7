/** The only place that reads environment variables: turns them into the daemon's options once, at start. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "@tinyagi/contracts";

export const DEFAULT_PORT = 3_777;

export interface DaemonEnvironment {
  home: string;
  /** From `TINYAGI_API_PORT`; overrides settings. 0 lets the system choose. */
  port: number | undefined;
  /** Workspace of a first run. */
  workspace: string;
  /** Fault injection for tests; empty in production. */
  failpoints: string;
  /** Whether something starts the daemon again when it exits with 75. */
  supervised: boolean;
  logLevel: string;
  /** What agents' environments are filtered from. */
  variables: Readonly<Record<string, string | undefined>>;
}

/** @throws AppError `INVALID_INPUT` when a variable has a value that cannot be used */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): DaemonEnvironment {
  const userHome = variables.HOME ?? homedir();
  return {
    home: resolve(variables.TINYAGI_HOME ?? join(userHome, ".tinyagi")),
    port: portOf(variables.TINYAGI_API_PORT),
    workspace: resolve(variables.TINYAGI_WORKSPACE ?? join(userHome, "tinyagi-workspace")),
    failpoints: variables.TINYAGI_FAILPOINTS ?? "",
    supervised: variables.TINYAGI_SUPERVISED === "1",
    logLevel: variables.TINYAGI_LOG_LEVEL ?? "info",
    variables,
  };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535)
    throw new AppError("INVALID_INPUT", "TINYAGI_API_PORT must be a port number between 0 and 65535.");
  return port;
}
