/**
 * The skills of one workspace on disk, below `.agents/skills`. A skill is placed whole, by rename. Nothing is written,
 * read or removed through a link that an agent may have created. A skill is checked right before it is replaced.
 */
import { randomBytes } from "node:crypto";
import { opendir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, openFolderBelow, type PinnedFolder, removeTree } from "@tinyagi/base";
import {
  assertSkillFile,
  assertSkillName,
  loadSkillHead,
  readSkillFolder,
  refused,
  SKILL_NAME,
  type SkillFiles,
  type SkillHead,
} from "./skill-content.js";

/** Skills that are read in one workspace. */
export const SKILLS_MAX = 500;

/** Absolute path of the skills of `workspace`, a real path. */
export function getSkillsPath(workspace: string): string {
  return join(workspace, ".agents/skills");
}

/** Names of the skills, sorted; empty when the folder is missing or a link. */
export async function skillNames(workspace: string): Promise<string[]> {
  const folder = await openSkills(workspace);
  if (folder === null) return [];
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder.path)) {
      if (entry.isDirectory() && SKILL_NAME.test(entry.name)) names.push(entry.name);
      if (names.length >= SKILLS_MAX) break;
    }
  } finally {
    await folder.close();
  }
  return names.sort();
}

/** The skills with their heads; one without a head has its folder's name and no description. */
export async function listInstalled(workspace: string): Promise<({ id: string } & SkillHead)[]> {
  const entries: ({ id: string } & SkillHead)[] = [];
  for (const id of await skillNames(workspace)) {
    const head = await loadSkillHead(join(getSkillsPath(workspace), id));
    entries.push({ id, ...(head ?? { name: id, description: "" }) });
  }
  return entries;
}

/** What is at a skill's path: its files, nothing, or something that is not a readable skill. */
export async function readInstalled(
  workspace: string,
  name: string,
): Promise<Map<string, Buffer> | "nothing" | "unreadable"> {
  assertSkillName(name);
  const skills = await openSkills(workspace);
  if (skills === null) return "nothing";
  await skills.close();
  try {
    return (await readSkillFolder(join(getSkillsPath(workspace), name))) ?? "nothing";
  } catch {
    // Too large, a link or without permission: TinyAGI did not write it, so it is not replaced.
    return "unreadable";
  }
}

/**
 * Replaces the skill of this name, if any.
 *
 * @throws AppError `PATH_REFUSED` when a folder on the path is a link, and for names that no skill has
 */
export async function placeSkill(workspace: string, name: string, files: SkillFiles): Promise<void> {
  assertSkillName(name);
  for (const path of files.keys()) assertSkillFile(path);
  const skills = await openSkills(workspace, { create: true });
  if (skills === null) throw refused(".agents/skills is a link");
  const mark = randomBytes(6).toString("hex");
  const staged = `.${name}.${mark}.new`;
  const old = `.${name}.${mark}.old`;
  try {
    for (const [path, content] of files) await addFile(skills, `${staged}/${path}`, content);
    await moveAway(skills, name, old);
    await rename(join(skills.path, staged), join(skills.path, name));
  } finally {
    try {
      await removeTree(skills, staged);
      await removeTree(skills, old);
    } finally {
      await skills.close();
    }
  }
}

/** Removes a skill. @returns whether there was one */
export async function removeSkill(workspace: string, name: string): Promise<boolean> {
  assertSkillName(name);
  const skills = await openSkills(workspace);
  if (skills === null) return false;
  try {
    const old = `.${name}.${randomBytes(6).toString("hex")}.old`;
    if (!(await moveAway(skills, name, old))) return false;
    await removeTree(skills, old);
    return true;
  } finally {
    await skills.close();
  }
}

async function addFile(skills: PinnedFolder, path: string, content: Buffer): Promise<void> {
  const names = path.split("/");
  const folder = await skills.open(names.slice(0, -1), { create: true });
  try {
    const isScript = content.subarray(0, 2).toString() === "#!";
    const target = join(folder.path, names.at(-1) ?? "");
    await writeFile(target, content, { flag: "wx", mode: isScript ? 0o755 : 0o644 });
  } finally {
    await folder.close();
  }
}

async function moveAway(skills: PinnedFolder, from: string, to: string): Promise<boolean> {
  try {
    await rename(join(skills.path, from), join(skills.path, to));
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Null when the folder is missing, a link or a file. */
async function openSkills(
  workspace: string,
  options: { create?: boolean } = {},
): Promise<PinnedFolder | null> {
  try {
    return await openFolderBelow(workspace, getSkillsPath(workspace), options);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error))) return null;
    throw error;
  }
}
