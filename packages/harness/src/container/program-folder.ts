/**
 * Where an agent's program keeps its configuration, sessions and login: on this machine a folder of the agent, in which no
 * other agent and no other work of its user appears; in the container a folder below its home.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { HARNESSES, HarnessError, type HarnessId, type HarnessRequest } from "@tinyagi/contracts";
import { CONTAINER_HOME, type ContainerMount } from "./run-arguments.js";

interface FolderRow {
  /** The variable that names the folder inside. */
  readonly variable: string;
  /** Below the home of the container. Not deeper: the runtime would own the folders between. */
  readonly folder: string;
  /** The login in it. */
  readonly login: string;
}

const FOLDERS: Readonly<Partial<Record<HarnessId, FolderRow>>> = {
  claude: { variable: "CLAUDE_CONFIG_DIR", folder: ".claude", login: ".credentials.json" },
  codex: { variable: "CODEX_HOME", folder: ".codex", login: "auth.json" },
  opencode: { variable: "XDG_DATA_HOME", folder: "data", login: "opencode/auth.json" },
};

/** The folder of one agent's program. */
export interface ProgramFolder {
  /** On this machine. */
  readonly path: string;
  /** The variable with its path inside. */
  readonly variable: readonly [name: string, value: string];
  readonly mounts: readonly ContainerMount[];
}

/**
 * Makes the folder. The login is the one file of the user that is mounted: its program renews it there.
 *
 * @throws HarnessError for a harness without a program
 */
export async function programFolder(
  harness: HarnessId,
  { agentId, env }: Pick<HarnessRequest, "agentId" | "env">,
  stateFolder: string,
): Promise<ProgramFolder> {
  const row = FOLDERS[harness];
  if (row === undefined)
    throw new HarnessError("invalid", `an agent of "${harness}" has no program to put into a container`);
  const path = join(stateFolder, agentId, harness);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const inside = join(CONTAINER_HOME, row.folder);
  const login = loginOf(harness, env);
  const mounted = await prepareLogin(path, { name: row.login, login });
  return {
    path,
    variable: [row.variable, inside],
    mounts: [
      { source: path, target: inside, writable: true },
      ...(mounted ? [{ source: login, target: join(inside, row.login), writable: true }] : []),
    ],
  };
}

function loginOf(harness: HarnessId, env: HarnessRequest["env"]): string {
  const row = HARNESSES[harness];
  const file: { variable?: string; folder: string; file: string } | undefined =
    "cli" in row ? row.cli.loginFile : undefined;
  if (file === undefined) return "";
  const own = file.variable === undefined ? undefined : env[file.variable];
  return join(own ?? join(env.HOME ?? homedir(), file.folder), file.file);
}

/**
 * A runtime of root would make the missing mount point as root. An empty one without a login is no login. The agent writes
 * in this folder, so nothing of it is followed.
 */
async function prepareLogin(
  folder: string,
  { name, login }: { name: string; login: string },
): Promise<boolean> {
  const point = join(folder, name);
  await dropLink(dirname(point));
  await dropLink(point);
  if ((await stat(login).catch(() => undefined))?.isFile() !== true) {
    if ((await stat(point).catch(() => undefined))?.size === 0) await rm(point);
    return false;
  }
  await mkdir(dirname(point), { recursive: true, mode: 0o700 });
  const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  await (await open(point, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600)).close();
  return true;
}

async function dropLink(path: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined))?.isSymbolicLink() === true) await rm(path);
}
