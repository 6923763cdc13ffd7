/**
 * The sandbox around commands an agent runs where the CLI brings none of its own: bubblewrap on Linux. The whole file
 * system is read-only but for the workspace and a temporary folder of its own; the network leads to the daemon's API
 * or nowhere; the daemon's home but for a few folders, denied paths and places for keys are empty. Builds argument
 * lists only; it starts nothing.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { HarnessApi } from "@tinyagi/contracts";
import { isWithin, KEY_FOLDERS, realPathOf } from "@tinyagi/core";
import { RELAY_SOCKET, relayCommand } from "./api-relay.js";
import { canSandbox, findProgram } from "./sandbox.js";

/** Below the user's home: what holds keys, and the CLIs' own settings and transcripts. */
const PRIVATE_FOLDERS = [
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

/**
 * The daemon's home, which is empty for commands as a whole. A mask over a single file of it goes away as soon as the
 * file is replaced outside, which every save does, and would leave the new file open to a command that still runs.
 */
export interface SealedHome {
  readonly home: string;
  /** Where it really is, when a link leads there. */
  readonly realHome?: string;
  /** Folders of it that commands may read. */
  readonly readable: readonly string[];
}

/** Absolute paths of the programs a sandbox is made with. */
export interface SandboxPrograms {
  readonly bwrap: string;
  /** Brings the API into the sandbox. */
  readonly socat?: string | undefined;
}

/** What a command is confined to. */
export interface BubblewrapRequest {
  readonly programs: SandboxPrograms;
  /** Real path of the workspace: the one place a command may write. */
  readonly cwd: string;
  readonly deniedPaths: readonly string[];
  readonly sealed?: SealedHome | undefined;
  /** Home of the user the command runs as. */
  readonly userHome: string | undefined;
  /** Variables the command must not see. */
  readonly hiddenNames?: readonly string[];
  /** What the command may reach, where it has a socket and the machine has socat. */
  readonly api?: HarnessApi | undefined;
}

/** Where the programs are, when `bwrap` works on this machine; being installed is not enough. */
export async function findBubblewrap(path: string): Promise<SandboxPrograms | undefined> {
  if (process.platform !== "linux" || !(await canSandbox({ platform: "linux", path, socat: false })))
    return undefined;
  const [bwrap, socat] = await Promise.all([findProgram("bwrap", path), findProgram("socat", path)]);
  return bwrap === undefined ? undefined : { bwrap, socat };
}

/** The argument list, program first, to which the command's own is appended. */
export async function bubblewrapCommand(request: BubblewrapRequest): Promise<string[]> {
  const { programs, cwd, deniedPaths, userHome, hiddenNames = [] } = request;
  const privatePaths = userHome === undefined ? [] : PRIVATE_FOLDERS.map((name) => join(userHome, name));
  const sealed = await sealOf(request.sealed);
  const closed = deniedPaths.filter((path) => !sealed.homes.some((home) => isWithin(path, home)));
  const masks = await Promise.all([...closed, ...privatePaths].map((path) => maskOf(path, cwd)));
  const relay = relayOf(request);
  return [
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
    // Behind the folders that may hold the workspace, before those it holds.
    ...(sealed.homes.some((home) => isWithin(home, cwd))
      ? [...["--bind", cwd, cwd], ...sealed.mounts]
      : [...sealed.mounts, ...["--bind", cwd, cwd]]),
    ...masks.flat(),
    ...sealed.locks,
    ...relay.mounts,
    ...hiddenNames.flatMap((name) => ["--unsetenv", name]),
    ...["--chdir", cwd],
    "--",
    ...relay.command,
  ];
}

function relayOf({ api, programs: { socat } }: BubblewrapRequest): { mounts: string[]; command: string[] } {
  if (api?.socket === undefined || socat === undefined) return { mounts: [], command: [] };
  return {
    mounts: ["--ro-bind-try", api.socket, RELAY_SOCKET],
    command: relayCommand({ socat, host: api.host, port: api.port }),
  };
}

interface Seal {
  /** The home as it was named and as it really is. */
  readonly homes: readonly string[];
  readonly mounts: readonly string[];
  /** Once all mount points are made. */
  readonly locks: readonly string[];
}

async function sealOf(sealed: SealedHome | undefined): Promise<Seal> {
  if (sealed === undefined) return { homes: [], mounts: [], locks: [] };
  const home = await realPathOf(sealed.home);
  const readable = await Promise.all(sealed.readable.map(realPathOf));
  return {
    homes: [sealed.home, home],
    mounts: [
      ...["--tmpfs", home],
      // It may be there only from the first file on.
      ...readable.filter((path) => path !== home).flatMap((path) => ["--ro-bind-try", path, path]),
    ],
    // What a command writes there would be lost without a word.
    locks: ["--remount-ro", home],
  };
}

/** An empty folder or file in the place of `path`; nothing when it is not there or out of sight already. */
async function maskOf(path: string, cwd: string): Promise<string[]> {
  const hidden = isWithin(path, TEMP) && !isWithin(path, cwd);
  if (hidden || isWithin(cwd, path)) return [];
  // A path that cannot be looked at from here is as closed to the command, which runs as the same user.
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  return found.isDirectory() ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}
