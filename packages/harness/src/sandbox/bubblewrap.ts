/**
 * The sandbox for an agent's commands if the agent's CLI has none: bubblewrap on Linux. Commands can write only to the
 * workspace and to their own temporary folder. The network reaches only the daemon's API, or nothing. Denied paths, key
 * folders and the daemon's home (except for a few folders) appear empty. This file only builds argument lists; it must
 * never start the command.
 */
import { stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { HarnessApi, HarnessReach } from "@tinyagi/contracts";
import { isWithin, KEY_FOLDERS, realPathOf } from "@tinyagi/core";
import { findProgram } from "@tinyagi/core/program";
import { RELAY_SOCKET, relayCommand } from "./api-relay.js";
import { canSandbox } from "./sandbox.js";

/** Paths below the user's home that contain keys, or settings and transcripts of the CLIs. */
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
 * The daemon's home, which appears empty to commands. Masking single files is not enough: a mask disappears when the
 * file is replaced, as every save does, and a command that is still running could read the new file.
 */
export interface SealedHome {
  readonly home: string;
  /** Its real path, if `home` contains a link. */
  readonly realHome?: string;
  /** Folders inside it that commands may read. */
  readonly readable: readonly string[];
}

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

/** Finds the programs if `bwrap` works on this machine. It can be installed and still not be permitted. */
export async function findBubblewrap(path: string): Promise<SandboxPrograms | undefined> {
  if (process.platform !== "linux" || !(await canSandbox({ platform: "linux", path, socat: false })))
    return undefined;
  const [bwrap, socat] = await Promise.all([findProgram("bwrap", path), findProgram("socat", path)]);
  return bwrap === undefined ? undefined : { bwrap, socat };
}

/** Returns an argument list that starts with the program; append the command to it. */
export async function bubblewrapCommand(request: BubblewrapRequest): Promise<string[]> {
  const { programs, cwd, deniedPaths, userHome, hiddenNames = [] } = request;
  const privatePaths = userHome === undefined ? [] : PRIVATE_FOLDERS.map((name) => join(userHome, name));
  const sealed = await sealOf(request);
  const closed = deniedPaths.filter((path) => !sealed.homes.some((home) => isWithin(path, home)));
  const masks = await Promise.all([...closed, ...privatePaths].map((path) => maskOf(path, cwd)));
  const relay = relayOf(request);
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
    ...sealed.mounts,
    ...masks.flat(),
    ...sealed.locks,
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

function relayOf({ api, programs: { socat } }: BubblewrapRequest): { mounts: string[]; command: string[] } {
  if (api?.socket === undefined || socat === undefined) return { mounts: [], command: [] };
  return {
    mounts: ["--ro-bind-try", api.socket, RELAY_SOCKET],
    command: relayCommand({ socat, host: api.host, port: api.port }),
  };
}

interface Seal {
  /** The home's configured path and its real path. */
  readonly homes: readonly string[];
  readonly mounts: readonly string[];
  /** Arguments that must follow all mounts. */
  readonly locks: readonly string[];
}

/** One mount, and where it is. */
interface Mount {
  readonly path: string;
  readonly args: readonly string[];
}

/** Closed folders appear empty, except for what is open in them. The workspace alone may be written. */
async function sealOf({ sealed, reach, cwd }: BubblewrapRequest): Promise<Seal> {
  const home = sealed && (await realPathOf(sealed.home));
  const wanted = [...(sealed?.readable ?? []), ...(reach?.readable ?? [])];
  const readable = new Set(await Promise.all(wanted.map(realPathOf)));
  const closed = [...new Set([...(home === undefined ? [] : [home]), ...(reach?.closed ?? [])])];
  const mounts: Mount[] = [
    ...closed.map((path) => ({ path, args: ["--tmpfs", path] })),
    // The folder may not exist yet: the first file creates it.
    ...[...readable]
      .filter((path) => !closed.includes(path) && path !== cwd)
      .map((path) => ({ path, args: ["--ro-bind-try", path, path] })),
    { path: cwd, args: ["--bind", cwd, cwd] },
  ];
  return {
    homes: sealed === undefined || home === undefined ? [] : [sealed.home, home],
    // Order matters: a folder that contains another one comes first.
    mounts: mounts.toSorted((a, b) => depthOf(a) - depthOf(b)).flatMap(({ args }) => args),
    // Otherwise a command could write there, and its files would silently disappear.
    locks: closed.filter((path) => path !== cwd).flatMap((path) => ["--remount-ro", path]),
  };
}

function depthOf({ path }: Mount): number {
  return path.split(sep).length;
}

/** Covers `path` with an empty folder or file. No arguments if it does not exist or is already hidden. */
async function maskOf(path: string, cwd: string): Promise<string[]> {
  const hidden = isWithin(path, TEMP) && !isWithin(path, cwd);
  if (hidden || isWithin(cwd, path)) return [];
  // The command runs as the same user: a path that we cannot read is closed to it, too.
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  return found.isDirectory() ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}
