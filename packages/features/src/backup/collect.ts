/**
 * Copies the content of a backup to a folder and records size and digest of each copy, so that concurrent writes of
 * agents cannot make the archive differ from its manifest. It copies only regular files. Links are never followed,
 * except for the settings. Everything it omits is reported.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { errorCode, isWithin, makeDirectory, type OpenedFile, openRegularFile } from "@tinyagi/base";
import { type FileRefusal, refusedFile } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import { resolveRealPath } from "@tinyagi/home";
import { type AgentWorkspace, collectWorkspace } from "./collect-workspace.js";
import { copySettings } from "./copy-settings.js";
import type { LeftOutList } from "./left-out.js";
import { isMemberPath, type Member, type WorkspaceMode } from "./manifest.js";

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;
/** Never part of a backup: a command can create them again, or they belong to another program. */
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", ".git", ".venv", "__pycache__"]);

export interface Collecting {
  paths: HomePaths;
  workspaces: readonly AgentWorkspace[];
  mode: WorkspaceMode;
  /** Folder for the copies. */
  folder: string;
  /** Called for each member when it is found. It throws when there are too many. */
  onMember: (member: Member) => void;
  leftOut: LeftOutList;
  signal?: AbortSignal | undefined;
}

/**
 * @returns a member for each copied file, in addition to the database
 * @throws AppError `SETTINGS_UNREADABLE` when the home's settings could not be restored from the copy
 */
export async function collect(options: Collecting): Promise<Member[]> {
  const { paths } = options;
  const members: Member[] = [];
  const settings = join(options.folder, "settings.json");
  if (await copySettings(paths.settings, settings))
    members.push(await createMember(settings, "settings.json"));
  for (const member of members) options.onMember(member);
  for (const { from, to, root } of listSources(paths)) {
    const home = await resolveRealPath(root);
    const toPath = (name: string) => (name === "" ? to : `${to}/${name}`);
    const exclude = (name: string, refusal: FileRefusal) =>
      options.leftOut.add(toPath(name), refusedFile(refusal));
    for (const name of await filesBelow(from, { home, exclude })) {
      options.signal?.throwIfAborted();
      const path = toPath(name);
      if (!isMemberPath(path)) {
        exclude(name, "name");
        continue;
      }
      const copy = join(options.folder, path);
      const copied = await copyRegular(name === "" ? from : join(from, name), copy, home);
      if (!copied.ok) {
        // An agent may have just deleted the file. Then nothing is missing.
        if (!copied.missing) exclude(name, copied.refusal);
        continue;
      }
      const member = await createMember(copy, path);
      options.onMember(member);
      members.push(member);
    }
  }
  await collectAgents(options, members);
  return members;
}

async function collectAgents(options: Collecting, members: Member[]): Promise<void> {
  const { mode, folder, leftOut, signal } = options;
  if (mode === "none") return;
  const onCopy = async (path: string) => {
    const member = await createMember(join(folder, path), path);
    options.onMember(member);
    members.push(member);
  };
  for (const agent of options.workspaces)
    await collectWorkspace({ ...agent, mode, folder, leftOut, signal, isPossible: isMemberPath, onCopy });
}

interface Source {
  from: string;
  to: string;
  /** Files outside of this folder are not copied. */
  root: string;
}

function listSources(paths: HomePaths): Source[] {
  const root = paths.home;
  return [
    { root, from: paths.files, to: "files" },
    { root, from: join(root, "chats"), to: "chats" },
    { root, from: paths.plugins, to: "plugins" },
    { root, from: join(root, "company"), to: "company" },
  ];
}

export async function createMember(file: string, path: string): Promise<Member> {
  return { path, ...(await measure(createReadStream(file))) };
}

export async function measure(content: AsyncIterable<Buffer>): Promise<Omit<Member, "path">> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

interface Walk {
  /** Real path of the folder to save. */
  home: string;
  exclude: (name: string, refusal: FileRefusal) => void;
}

/** Relative paths of the files in a folder; a single empty path when `root` is a file. */
async function filesBelow(root: string, walk: Walk): Promise<string[]> {
  const info = await lookAt(root);
  if (info === null) return [];
  if (info.isFile()) return [""];
  if (!info.isDirectory()) {
    await excludeOther(root, "", walk);
    return [];
  }
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await listEntries(root, folder, walk)) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name)) folders.push(name);
      } else if (entry.isFile()) found.push(name);
      else await excludeOther(join(root, name), name, walk);
    }
  }
  return found.sort();
}

/** Reports links and special files. A link inside the saved folder is no loss, because its target is saved too. */
async function excludeOther(path: string, name: string, { home, exclude }: Walk): Promise<void> {
  const info = await lookAt(path);
  if (info === null) return;
  if (!info.isSymbolicLink()) {
    exclude(name, "special");
    return;
  }
  // A link that is broken, circular or not readable leads to nothing that is saved.
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined || !isWithin(target, home)) exclude(name, "link_out");
}

/** Empty for a folder that was just deleted. Reports one that cannot be read. */
async function listEntries(root: string, folder: string, { exclude }: Walk) {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES") exclude(folder, "permission");
    else if (code !== "ENOENT") throw error;
    return [];
  }
}

/** Copies a file only if it still is one: since the listing, it may have become a link, a pipe or a hard link. */
async function copyRegular(from: string, to: string, root: string): Promise<OpenedFile> {
  const opened = await openRegularFile(from, (real) => isWithin(real, root));
  if (!opened.ok) return opened;
  try {
    await makeDirectory(dirname(to), PRIVATE_DIRECTORY);
    await pipeline(
      opened.handle.createReadStream({ start: 0 }),
      createWriteStream(to, { flags: "wx", mode: PRIVATE_FILE }),
    );
    return opened;
  } finally {
    await opened.handle.close();
  }
}

async function lookAt(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return null;
    throw error;
  }
}
