/** The only place that reads environment variables. Converts them to the daemon's options once, at start. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { expandHome } from "@tinyagi/home";

export const DEFAULT_PORT = 3_777;
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface DaemonEnvironment {
  home: string;
  /** From `TINYAGI_API_PORT`; overrides settings. 0 lets the system choose. */
  port: number | undefined;
  /** From `TINYAGI_HOST`: the address to listen on; overrides settings. For containers, whose network is their own. */
  host: string | undefined;
  /** Workspace of a first run. */
  workspace: string;
  /** Fault injection for tests; empty in production. */
  failpoints: string;
  /** Whether a supervisor starts the daemon again when it exits with 75. */
  supervised: boolean;
  logLevel: LogLevel;
  /** All variables. The environment of agents is filtered from them. */
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * An empty variable counts as unset, because a home of "" would be the working directory.
 *
 * @throws AppError `INVALID_INPUT` when a variable has an invalid value
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): DaemonEnvironment {
  const userHome = given(variables.HOME) ?? homedir();
  // Environment files and service units do not expand `~`.
  const path = (value: string | undefined, standard: string) =>
    resolve(expandHome(given(value) ?? join(userHome, standard), userHome));
  return {
    home: path(variables.TINYAGI_HOME, ".tinyagi"),
    port: getPort(given(variables.TINYAGI_API_PORT)),
    host: given(variables.TINYAGI_HOST),
    workspace: path(variables.TINYAGI_WORKSPACE, "tinyagi-workspace"),
    failpoints: variables.TINYAGI_FAILPOINTS ?? "",
    supervised: variables.TINYAGI_SUPERVISED === "1",
    logLevel: parseLevel(given(variables.TINYAGI_LOG_LEVEL)),
    variables,
  };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value;
}

function getPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535)
    throw new AppError("INVALID_INPUT", "TINYAGI_API_PORT must be a port number between 0 and 65535.");
  return port;
}

function parseLevel(text: string | undefined): LogLevel {
  const level = LOG_LEVELS.find((known) => known === (text ?? "info").toLowerCase());
  if (level === undefined)
    throw new AppError("INVALID_INPUT", `TINYAGI_LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`);
  return level;
}
