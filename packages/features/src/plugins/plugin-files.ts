/**
 * A plugin's folder as a whole: its files, the digest over all of them, and whether others could change it. A folder
 * that is refused here is never imported.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  opendir,
  readlink,
  realpath,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { errorCode, isWithin, readCapped } from "@tinyagi/base";
import type { PluginWhy } from "@tinyagi/contracts";

export const PLUGIN_FILES_MAX = 20_000;
export const PLUGIN_BYTES_MAX = 64 * 1024 * 1024;
const DEPTH_MAX = 40;
const ENTRIES = ["index.js", "index.mjs"] as const;
/** Write permission for the group or for everyone. */
const OTHERS_WRITE = 0o022;

export interface PluginFile {
  /** Relative to the plugin's folder, with `/`. */
  path: string;
  size: number;
}

export type PluginContent =
  | { ok: true; digest: string; entry: string; files: PluginFile[]; bytes: number }
  | { ok: false; why: PluginRefused };

interface Tree {
  folder: string;
  /** Folder for a copy of what was read; absent for reading only. */
  copyTo: string | undefined;
  owners: ReadonlySet<number>;
  hash: ReturnType<typeof createHash>;
  files: PluginFile[];
  bytes: number;
}

export type PluginRefused = Extract<PluginWhy, { code: "plugin.refused" }>;

/** A folder cannot be approved as a plugin. */
class Refusal extends Error {
  readonly fault: PluginRefused["fault"];
  constructor(fault: PluginRefused["fault"]) {
    super(fault);
    this.fault = fault;
  }
}

const MAX = { files: PLUGIN_FILES_MAX, bytes: PLUGIN_BYTES_MAX, depth: DEPTH_MAX };

function toWhy(fault: PluginRefused["fault"], of: PluginRefused["of"] = "own"): PluginRefused {
  return { code: "plugin.refused", of, fault, ...(fault === "too_large" ? { max: MAX } : {}) };
}

/**
 * Reads all files of a plugin.
 *
 * @param folder absolute
 * @param copyTo an absolute path that does not exist: gets a copy of exactly the bytes in the digest
 */
export async function readPlugin(folder: string, copyTo?: string): Promise<PluginContent> {
  const uid = process.getuid?.();
  const tree: Tree = {
    folder,
    copyTo,
    owners: new Set(uid === undefined ? [] : [uid, 0]),
    hash: createHash("sha256"),
    files: [],
    bytes: 0,
  };
  try {
    await readDirectory(tree, "", 1);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, why: toWhy(error.fault) };
    if (["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "EPERM"].includes(errorCode(error)))
      return { ok: false, why: toWhy("unreadable") };
    throw error;
  }
  const entry = ENTRIES.find((name) => tree.files.some((file) => file.path === name));
  if (entry === undefined) return { ok: false, why: toWhy("no_entry") };
  return { ok: true, digest: tree.hash.digest("hex"), entry, files: tree.files, bytes: tree.bytes };
}

async function readDirectory(tree: Tree, path: string, depth: number): Promise<void> {
  if (depth > DEPTH_MAX) throw new Refusal("too_large");
  const absolute = join(tree.folder, path);
  await assertOwn(tree, absolute, "directory");
  if (tree.copyTo !== undefined) await mkdir(join(tree.copyTo, path), { recursive: true, mode: 0o700 });
  tree.hash.update(`D\0${path}\0`);
  const names: string[] = [];
  for await (const entry of await opendir(absolute)) {
    names.push(entry.name);
    if (names.length + tree.files.length > PLUGIN_FILES_MAX) throw new Refusal("too_large");
  }
  for (const name of names.sort()) {
    const child = path === "" ? name : `${path}/${name}`;
    const info = await lstat(join(tree.folder, child));
    if (info.isDirectory()) await readDirectory(tree, child, depth + 1);
    else if (info.isSymbolicLink()) await readLink(tree, child);
    else if (info.isFile()) await readFile(tree, child);
    else throw new Refusal("special");
  }
}

/**
 * Accepts links inside the plugin, as package managers create them. A link that leads out would load files outside
 * the digest.
 */
async function readLink(tree: Tree, path: string): Promise<void> {
  const target = await readlink(join(tree.folder, path));
  if (target.startsWith("/") || !(await endsWithin(tree.folder, path))) throw new Refusal("link_out");
  tree.hash.update(`L\0${path}\0${target}\0`);
  tree.files.push({ path, size: 0 });
  if (tree.copyTo !== undefined) await symlink(target, join(tree.copyTo, path));
}

/** Compares real paths, because a chain of links may lead out although each text looks harmless. */
async function endsWithin(folder: string, path: string): Promise<boolean> {
  try {
    return isWithin(await realpath(join(folder, path)), await realpath(folder));
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error))) return false;
    throw error;
  }
}

async function readFile(tree: Tree, path: string): Promise<void> {
  const handle = await open(join(tree.folder, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await assertOwn(tree, handle, "file");
    const bytes = await readCapped(handle, PLUGIN_BYTES_MAX - tree.bytes);
    if (bytes === null || tree.files.length >= PLUGIN_FILES_MAX) throw new Refusal("too_large");
    tree.bytes += bytes.length;
    tree.files.push({ path, size: bytes.length });
    tree.hash.update(`F\0${path}\0${bytes.length}\0`).update(bytes);
    if (tree.copyTo !== undefined)
      await writeFile(join(tree.copyTo, path), bytes, { flag: "wx", mode: 0o500 });
  } finally {
    await handle.close();
  }
}

async function assertOwn(
  { owners }: Pick<Tree, "owners">,
  what: string | FileHandle,
  kind: "file" | "directory",
): Promise<void> {
  const info = typeof what === "string" ? await lstat(what) : await what.stat();
  if (kind === "file" ? !info.isFile() : !info.isDirectory())
    throw new Refusal(kind === "file" ? "not_a_file" : "not_a_folder");
  if (owners.size === 0) return;
  if (!owners.has(info.uid)) throw new Refusal("other_owner");
  if ((info.mode & OTHERS_WRITE) !== 0) throw new Refusal("others_write");
}

/** Why no plugin in `plugins` (absolute) may be loaded, or null. */
export async function judgePluginsFolder(plugins: string): Promise<PluginWhy | null> {
  const uid = process.getuid?.();
  try {
    await assertOwn({ owners: new Set(uid === undefined ? [] : [uid, 0]) }, plugins, "directory");
    return null;
  } catch (error) {
    if (error instanceof Refusal) return toWhy(error.fault, "all");
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
