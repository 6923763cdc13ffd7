/**
 * What a service manager needs to know to keep the daemon of a home, or its worker, running: its name, its command, its environment. Pure.
 */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { HARNESS_IDS, HARNESSES, hasProxyPassword, NETWORK_NAMES } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import { daemonCommand } from "../control/start-daemon.js";
import { hasJoined, workerCommand } from "../control/worker-process.js";
import { CliError } from "../error/cli-error.js";

export interface ServicePlan {
  /** `tinyagi`, or `tinyagi-` and eight digits of a digest for a home that is not the default one. */
  readonly name: string;
  /** Absolute paths. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of a file with `NAME=value` lines that the service reads too, such as keys of model providers. */
  readonly environmentFile: string;
  /** The home of TinyAGI. */
  readonly home: string;
  readonly userHome: string;
  readonly uid: number;
}

/** Settings of the daemon that a shell may have set. Keys are left out: a unit file is not private. */
const KEPT = ["TINYAGI_HOME", "TINYAGI_API_PORT", "TINYAGI_WORKSPACE", "TINYAGI_LOG_LEVEL"] as const;
/** What agents and channels need of a shell: the way to other machines, logins of programs, zone and language. */
const NEEDED = [
  ...NETWORK_NAMES.flatMap((name) => (/PROXY$/.test(name) ? [name, name.toLowerCase()] : [name])),
  ...HARNESS_IDS.flatMap((id) => HARNESSES[id].hostVariables),
  ...["XDG_CONFIG_HOME", "XDG_DATA_HOME", "TZ", "LANG", "LC_ALL"],
];
/** Letters that no service file can express, and that no path or setting of ours contains. */
const CONTROL = /\p{Cc}/u;

/** @throws CliError `INVALID_INPUT` for a value with a control character */
export function servicePlan(context: CliContext): ServicePlan {
  const { env, paths } = context;
  const isWorker = hasJoined(context);
  const { file, args } = isWorker ? workerCommand(context) : daemonCommand(context);
  const userHome = env.HOME !== undefined && isAbsolute(env.HOME) ? env.HOME : homedir();
  const isDefault = paths.home === join(userHome, ".tinyagi");
  const given = KEPT.flatMap((name): [string, string][] => {
    const value = env[name] ?? "";
    return value === "" || (name === "TINYAGI_HOME" && isDefault) ? [] : [[name, value]];
  });
  const environment = {
    // Without it, a service finds neither node nor the agent CLIs of this shell.
    PATH: env.PATH ?? "",
    ...Object.fromEntries(given),
    ...(isDefault ? {} : { TINYAGI_HOME: paths.home }),
    ...neededFrom(env).kept,
    TINYAGI_SUPERVISED: "1",
  };
  const command = [file, ...args, ...(isWorker ? [] : ["--foreground"])];
  for (const value of [...command, ...Object.values(environment), paths.home]) refuseControls(value);
  const digest = createHash("sha256").update(paths.home).digest("hex").slice(0, 8);
  return {
    name: isDefault ? "tinyagi" : `tinyagi-${digest}`,
    command,
    environment,
    environmentFile: join(paths.home, "service.env"),
    home: paths.home,
    userHome,
    uid: process.getuid?.() ?? 0,
  };
}

/**
 * What a service needs of the environment of a shell.
 *
 * @returns `kept`, and the names whose values contain a password and so belong into the file of variables
 */
export function neededFrom(env: Readonly<Record<string, string | undefined>>): {
  readonly kept: Readonly<Record<string, string>>;
  readonly secret: readonly string[];
} {
  const given = NEEDED.flatMap((name): [string, string][] => {
    const value = env[name] ?? "";
    return value === "" ? [] : [[name, value]];
  });
  const hasPassword = ([name, value]: [string, string]): boolean => hasProxyPassword(name, value);
  return {
    kept: Object.fromEntries(given.filter((entry) => !hasPassword(entry))),
    secret: given.filter(hasPassword).map(([name]) => name),
  };
}

function refuseControls(value: string): void {
  if (!CONTROL.test(value)) return;
  throw new CliError("INVALID_INPUT", "A path or variable of the service contains a control character.", {
    hint: "Check PATH, TINYAGI_HOME and TINYAGI_WORKSPACE",
  });
}
