/**
 * Where an agent may live. A workspace is never a system directory, the home of the daemon or of its user, nor
 * anything that holds the daemon's home; it is judged by its real path, so that no link leads out of this rule.
 */
import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { errorCode, isWithin } from "@tinyagi/base";
import { AppError, HARNESS_IDS, HARNESSES, isEntityId } from "@tinyagi/contracts";

/** Refused with everything below. */
const SYSTEM_TREES = [
  "/etc",
  "/proc",
  "/sys",
  "/dev",
  "/boot",
  "/run",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/usr/bin",
  "/usr/sbin",
  "/usr/lib",
  "/var/lib/dpkg",
  "/var/spool",
  "/private/etc",
  "/System",
  "/Library",
] as const;
/** Refused themselves; directories below may be used. */
const SHARED_ROOTS = [
  "/",
  "/usr",
  "/usr/local",
  "/var",
  "/var/lib",
  "/var/tmp",
  "/home",
  "/Users",
  "/root",
  "/opt",
  "/srv",
  "/mnt",
  "/media",
  "/tmp",
  "/private",
  "/private/tmp",
  "/private/var",
] as const;
/** Below the user's home; they hold keys or the configuration of the agent CLIs. */
export const KEY_FOLDERS: readonly string[] = [
  ".ssh",
  ".gnupg",
  ".aws",
  ".azure",
  ".kube",
  ".docker",
  ...HARNESS_IDS.flatMap((id) => HARNESSES[id].keyFolders),
];
const PRIVATE_TREES = [...KEY_FOLDERS, ".config"];
const PATH_MAX = 4_096;

export interface Homes {
  /** Home of the daemon. */
  home: string;
  /** Home of the user the daemon runs as. */
  userHome: string;
}

export interface WorkspaceRequest extends Homes {
  /** The workspace of all agents, absolute. */
  root: string;
  agentId: string;
  /** `working_directory` of the agent: absolute, `~/…` or relative to `root`. Default `<root>/<agentId>`. */
  directory?: string | undefined;
}

/**
 * The real path of an agent's workspace; it need not exist yet. Call it at each use: what was allowed a moment ago
 * may have become a link.
 *
 * @throws AppError `PATH_REFUSED` with the reason
 */
export async function resolveWorkspacePath(request: WorkspaceRequest): Promise<string> {
  const { path, confined } = requestedWorkspace(request);
  const real = await resolveRealPath(path);
  const root = await resolveRealPath(request.root);
  assertAllowed(real, {
    home: await resolveRealPath(request.home),
    userHome: await resolveRealPath(request.userHome),
  });
  if (isWithin(root, real)) throw refused("it holds the workspaces of the other agents");
  if (confined && !isWithin(real, root)) {
    throw refused(
      "a link leads out of the workspace; name the directory it leads to as working_directory instead",
    );
  }
  return real;
}

/** Where the daemon, and the programs of its user, keep keys and settings. */
export function privateTrees({ home, userHome }: Homes): string[] {
  return [home, ...PRIVATE_TREES.map((tree) => join(userHome, tree))];
}

/** Whether a `working_directory` leads below the workspace `root` by its text; links are judged at each use. */
export function staysBelow(root: string, directory: string, userHome: string): boolean {
  return isWithin(resolve(root, expandHome(directory, userHome)), root);
}

/** `~`, `~/…`, `$HOME` and `$HOME/…` with the user's home in place. */
export function expandHome(path: string, userHome: string): string {
  if (path === "~" || path === "$HOME") return userHome;
  return /^(?:~|\$HOME)\//.test(path) ? join(userHome, path.slice(path.indexOf("/"))) : path;
}

/** The real path of what exists of `path`, with the rest appended. */
export async function resolveRealPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) === "ENOENT" && parent !== path)
      return join(await resolveRealPath(parent), basename(path));
    throw refused("the path cannot be resolved", error);
  }
}

/**
 * The path that the settings name, before links are resolved.
 *
 * @returns `confined` when the path must stay below the root
 * @throws AppError `PATH_REFUSED` for a path that no link could make valid
 */
export function requestedWorkspace(request: WorkspaceRequest): { path: string; confined: boolean } {
  if (!isEntityId(request.agentId)) throw refused("the agent's id is not valid");
  const directory = request.directory ?? request.agentId;
  if (directory.includes("\0") || directory.length > PATH_MAX || directory.trim() === "") {
    throw refused("the path is not valid");
  }
  const expanded = expandHome(directory, request.userHome);
  const path = resolve(request.root, expanded);
  const confined = isWithin(path, request.root);
  if (!confined && !isAbsolute(expanded)) throw refused("the path leads out of the workspace");
  return { path, confined };
}

function assertAllowed(path: string, homes: Homes): void {
  if (
    SYSTEM_TREES.some((tree) => isWithin(path, tree)) ||
    (SHARED_ROOTS as readonly string[]).includes(path)
  ) {
    throw refused("it is a directory of the system");
  }
  if (isWithin(homes.userHome, path)) throw refused("it holds the user's own directory");
  if (isWithin(path, homes.home) || isWithin(homes.home, path)) {
    throw refused("it shares a directory with the daemon's settings and token");
  }
  if (privateTrees(homes).some((tree) => isWithin(path, tree))) {
    throw refused("it is a place for keys and settings of other programs");
  }
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    "PATH_REFUSED",
    `The agent's workspace is refused: ${reason}.`,
    cause === undefined ? {} : { cause },
  );
}
