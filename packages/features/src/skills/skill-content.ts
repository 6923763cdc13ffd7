/**
 * A skill as a set of files in memory: what was shown is what is written, even if the source changes in between.
 * Limited in files, bytes and depth; holds regular files only.
 */
import { createHash } from "node:crypto";
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import {
  errorCode,
  FRONTMATTER_MAX_BYTES,
  openRegularFile,
  readCapped,
  readHead,
  readTextFields,
} from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

export const SKILL_FILES_MAX = 200;
export const SKILL_BYTES_MAX = 4 * 1024 * 1024;
const DEPTH_MAX = 6;
const DESCRIPTION_MAX_CHARS = 1_024;
/** Includes the `---` lines around the frontmatter. */
export const SKILL_HEAD_MAX_BYTES = FRONTMATTER_MAX_BYTES + 64;
export const SKILL_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** File names: printable, without characters that have a meaning in a shell, a path or a list. */
const FILE_NAME = /^[\p{L}\p{N}_@+][\p{L}\p{N}_.@+ -]{0,119}$/u;
/** Files of a working copy that are not part of the skill. */
const LEFT_OUT = new Set([".git", ".DS_Store"]);

/** Contents by path, relative to the skill's folder, with `/`. */
export type SkillFiles = ReadonlyMap<string, Buffer>;

export interface SkillHead {
  name: string;
  description: string;
}

/** SHA-256 over paths and contents. */
export function computeDigest(files: SkillFiles): string {
  const hash = createHash("sha256");
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${content.length}\0`).update(content);
  return hash.digest("hex");
}

/** `name` and `description` of a SKILL.md; null when it lacks one. */
export function readSkillHead(text: string): SkillHead | null {
  const fields = readTextFields(text, DESCRIPTION_MAX_CHARS);
  const name = fields.get("name");
  const description = fields.get("description");
  return name === undefined || description === undefined ? null : { name, description };
}

/** The head of the SKILL.md in `folder`, a real path; null when there is none or it is refused. Reads only the start of the file. */
export async function loadSkillHead(folder: string): Promise<SkillHead | null> {
  const path = join(folder, "SKILL.md");
  const opened = await openRegularFile(path, (real) => real === path);
  if (!opened.ok) return null;
  try {
    return readSkillHead((await readHead(opened.handle, SKILL_HEAD_MAX_BYTES)).text);
  } finally {
    await opened.handle.close();
  }
}

/**
 * All files of a skill's folder.
 *
 * @param folder absolute and real
 * @returns null when there is no such folder
 * @throws AppError `PATH_REFUSED` for links, pipes, odd names, too many or too large files
 */
export async function readSkillFolder(folder: string): Promise<Map<string, Buffer> | null> {
  try {
    if (!(await lstat(folder)).isDirectory()) throw refused("it is a link or no folder");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
  const files = new Map<string, Buffer>();
  await readInto({ files, left: SKILL_BYTES_MAX }, folder, "");
  return files;
}

async function readInto(
  state: { files: Map<string, Buffer>; left: number },
  folder: string,
  path: string,
): Promise<void> {
  if (path.split("/").length > DEPTH_MAX) throw refused("its folders are too deep");
  for await (const entry of await opendir(join(folder, path))) {
    if (LEFT_OUT.has(entry.name)) continue;
    if (!FILE_NAME.test(entry.name)) throw refused("a name in it is hidden or holds odd characters");
    const below = `${path}${entry.name}`;
    if (entry.isDirectory()) {
      await readInto(state, folder, `${below}/`);
      continue;
    }
    if (state.files.size >= SKILL_FILES_MAX) throw refused(`it has more than ${SKILL_FILES_MAX} files`);
    const content = await readOne(join(folder, below), state.left);
    state.left -= content.length;
    state.files.set(below, content);
  }
}

async function readOne(path: string, maxBytes: number): Promise<Buffer> {
  const opened = await openRegularFile(path, (real) => real === path);
  if (!opened.ok) throw refused(opened.reason);
  try {
    const bytes = await readCapped(opened.handle, maxBytes);
    if (bytes === null) throw refused(`it is larger than ${SKILL_BYTES_MAX} bytes`);
    return bytes;
  } finally {
    await opened.handle.close();
  }
}

/** @throws AppError `PATH_REFUSED` for what is no name of a skill's folder */
export function assertSkillName(name: string): void {
  if (!SKILL_NAME.test(name)) throw refused("its name is no name of a skill");
}

/** @throws AppError `PATH_REFUSED` for a path that no file of a skill has */
export function assertSkillFile(path: string): void {
  const names = path.split("/");
  if (names.length > DEPTH_MAX) throw refused("its folders are too deep");
  if (!names.every((name) => FILE_NAME.test(name)))
    throw refused("a name in it is hidden or holds odd characters");
}

export function refused(reason: string): AppError {
  return new AppError("PATH_REFUSED", `The skill is refused: ${reason}.`);
}
