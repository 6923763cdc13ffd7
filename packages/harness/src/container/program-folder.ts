/**
 * Where an agent's program keeps its configuration, sessions and login: on this machine a folder of the agent, in which no
 * other agent and no other work of its user appears; in the container a folder below its home.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { openFolder, type PinnedFolder, removeTree } from "@tinyagi/base";
import { HARNESSES, HarnessError, type HarnessId, type HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { CONTAINER_HOME, type ContainerMount } from "./run-arguments.js";

interface FolderRow {
  /** The variable that names the folder inside. */
  readonly variable: string;
  /** Below the home of the container. Not deeper: the runtime would own the folders between. */
  readonly folder: string;
  /** The login in it. */
  readonly login: string;
  /** Whether the program starts programs that this file or folder, beside the login, names or holds. */
  readonly isCode: (name: string) => boolean;
}

const CODE = ["hooks", "hooks.json", "plugins", "plugin", "skills", "agents", "commands", "rules", "bin"];

const FOLDERS: Readonly<Partial<Record<HarnessId, FolderRow>>> = {
  claude: {
    variable: "CLAUDE_CONFIG_DIR",
    folder: ".claude",
    login: ".credentials.json",
    isCode: (name) => name.startsWith("settings") || CODE.includes(name),
  },
  codex: {
    variable: "CODEX_HOME",
    folder: ".codex",
    login: "auth.json",
    isCode: (name) => name.endsWith(".toml") || CODE.includes(name),
  },
  opencode: {
    variable: "XDG_DATA_HOME",
    folder: "data",
    login: "opencode/auth.json",
    isCode: (name) => CODE.includes(name),
  },
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
 * Makes the folder, without what the agent left there to be started by its next run. The login is the one file of the user that is mounted: its program renews it there.
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
  const login = resolveLogin(harness, env);
  const mounted = await prepare(await resolveRealPath(path), row, login);
  return {
    path,
    variable: [row.variable, inside],
    mounts: [
      { source: path, target: inside, writable: true },
      ...(mounted ? [{ source: login, target: join(inside, row.login), writable: true }] : []),
    ],
  };
}

function resolveLogin(harness: HarnessId, env: HarnessRequest["env"]): string {
  const row = HARNESSES[harness];
  const file: { variable?: string; folder: string; file: string } | undefined =
    "cli" in row ? row.cli.loginFile : undefined;
  if (file === undefined) return "";
  const own = file.variable === undefined ? undefined : env[file.variable];
  return join(own ?? join(env.HOME ?? homedir(), file.folder), file.file);
}

/** The agent writes in this folder, perhaps at this moment: nothing of it is followed, waited for or read. */
async function prepare(path: string, row: FolderRow, login: string): Promise<boolean> {
  const names = row.login.split("/");
  const file = names.pop() ?? "";
  const top = await openFolder(path);
  try {
    for (const name of names)
      if ((await entryIn(top, name))?.isDirectory() === false) await removeTree(top, name);
    const folder = await top.open(names, { create: true });
    try {
      for (const name of await readdir(folder.path)) if (row.isCode(name)) await removeTree(folder, name);
      return await prepareLogin(folder, file, login);
    } finally {
      await folder.close();
    }
  } finally {
    await top.close();
  }
}

/** A runtime of root would make the missing mount point as root. An empty one without a login is no login. */
async function prepareLogin(folder: PinnedFolder, name: string, login: string): Promise<boolean> {
  const hasLogin = (await stat(login).catch(() => undefined))?.isFile() === true;
  const point = await entryIn(folder, name);
  if (point !== undefined && (!point.isFile() || (!hasLogin && point.size === 0)))
    await removeTree(folder, name);
  if (!hasLogin) return false;
  const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
  await (await open(join(folder.path, name), flags, 0o600)).close();
  return true;
}

function entryIn(folder: PinnedFolder, name: string) {
  return lstat(join(folder.path, name)).catch(() => undefined);
}
