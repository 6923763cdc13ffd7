/**
 * The sandbox for an agent's commands if the agent's CLI has none: bubblewrap on Linux. Commands can write only to the
 * workspace and to their own temporary folder. The network reaches only the daemon's API, or nothing. Denied paths, key
 * folders and the daemon's home (except for a few folders) appear empty. This file only builds argument lists; it must
 * never start the command.
 */
import { join } from "node:path";
import { findProgram } from "@tinyagi/base/program";
import type { HarnessApi, HarnessReach } from "@tinyagi/contracts";
import { KEY_FOLDERS } from "@tinyagi/home";
import { RELAY_SOCKET, relayCommand } from "./api-relay.js";
import { closedPlaces, type SealedHome } from "./closed-places.js";
import { canSandbox } from "./sandbox.js";

/** Paths below the user's home that contain keys, or settings and transcripts of the CLIs. */
export const PRIVATE_FOLDERS = [
  ...KEY_FOLDERS,
  ".netrc",
  ".npmrc",
  ".git-credentials",
  ".config/gh",
  ".config/gcloud",
  ".config/opencode",
  ".local/share/opencode",
] as const;
const TEMP = "/tmp";

/** Absolute paths of the programs that make up a sandbox. */
export interface SandboxPrograms {
  readonly bwrap: string;
  /** Makes the API reachable in the sandbox. */
  readonly socat?: string | undefined;
}

/** What a command may reach. */
export interface BubblewrapRequest {
  readonly programs: SandboxPrograms;
  /** Real path of the workspace, the only folder of the machine that a command may write. */
  readonly cwd: string;
  readonly deniedPaths: readonly string[];
  readonly sealed?: SealedHome | undefined;
  /** What else is closed, and what may be read in it and elsewhere. */
  readonly reach?: HarnessReach | undefined;
  /** Home of the user who runs the command. */
  readonly userHome: string | undefined;
  /** Variables the command must not see. */
  readonly hiddenNames?: readonly string[];
  /** The API that the command may call. It needs a socket, and socat on this machine. */
  readonly api?: HarnessApi | undefined;
}

/**
 * Finds the programs if `bwrap` works on this machine. It can be installed and still not be permitted.
 *
 * @throws NoAnswerError when the machine does not say
 */
export async function findBubblewrap(path: string): Promise<SandboxPrograms | undefined> {
  if (process.platform !== "linux" || !(await canSandbox({ platform: "linux", path, socat: false })))
    return undefined;
  const [bwrap, socat] = await Promise.all([findProgram("bwrap", path), findProgram("socat", path)]);
  return bwrap === undefined ? undefined : { bwrap, socat };
}

/** Returns an argument list that starts with the program; append the command to it. */
export async function bubblewrapCommand(request: BubblewrapRequest): Promise<string[]> {
  const { programs, cwd, deniedPaths, userHome, hiddenNames = [], sealed, reach } = request;
  const privatePaths = userHome === undefined ? [] : PRIVATE_FOLDERS.map((name) => join(userHome, name));
  const masked = [...deniedPaths, ...privatePaths];
  const closed = await closedPlaces({ cwd, sealed, reach, masked, empty: TEMP });
  const relay = toRelay(request);
  return [
    ...without(hiddenNames),
    programs.bwrap,
    "--die-with-parent",
    "--new-session",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-net",
    ...["--ro-bind", "/", "/"],
    ...["--dev", "/dev"],
    ...["--proc", "/proc"],
    ...["--tmpfs", TEMP],
    ...closed,
    ...relay.mounts,
    ...["--chdir", cwd],
    "--",
    ...relay.command,
  ];
}

/**
 * Starts a program without these variables. `--unsetenv` would not do: bubblewrap stays in the sandbox as process 1, and
 * /proc shows its commands the environment that it was started with.
 */
function without(names: readonly string[]): string[] {
  return names.length === 0 ? [] : ["/usr/bin/env", ...names.flatMap((name) => ["-u", name])];
}

function toRelay({ api, programs: { socat } }: BubblewrapRequest): { mounts: string[]; command: string[] } {
  if (api?.socket === undefined || socat === undefined) return { mounts: [], command: [] };
  return {
    mounts: ["--ro-bind-try", api.socket, RELAY_SOCKET],
    command: relayCommand({ socat, host: api.host, port: api.port }),
  };
}
