/**
 * The skills of one workspace on disk, below `.agents/skills`. A skill is put in place whole, by rename; nothing is
 * written, read or removed through a link an agent may have laid, and what is replaced was looked at a moment before.
 */
import { randomBytes } from "node:crypto";
import { opendir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../files/atomic-file.js";
import { openFolderBelow, type PinnedFolder } from "../files/pinned-folder.js";
import { removeTree } from "../files/remove-tree.js";
import {
  readSkillFolder,
  readSkillHeadOf,
  refused,
  SKILL_NAME,
  type SkillFiles,
  type SkillHead,
} from "./skill-content.js";

/** Skills looked at in one workspace. */
export const SKILLS_MAX = 500;

/** Absolute path of the skills of `workspace`, a real path. */
export function skillsOf(workspace: string): string {
  return join(workspace, ".agents/skills");
}

/** Names of the skills, sorted; empty when there is no such folder or a link stands in its place. */
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

/** What stands in the place of a skill: its files, nothing, or something that is no readable skill. */
export async function readInstalled(
  workspace: string,
  name: string,
): Promise<Map<string, Buffer> | "nothing" | "unreadable"> {
  const skills = await openSkills(workspace);
  if (skills === null) return "nothing";
  await skills.close();
  try {
    return (await readSkillFolder(join(skillsOf(workspace), name))) ?? "nothing";
  } catch {
    // Too large, linked or closed: somebody made it so, and it is theirs.
    return "unreadable";
  }
}

/** What a skill in place says of itself; null when it says nothing or cannot be read. */
export async function readInstalledHead(workspace: string, name: string): Promise<SkillHead | null> {
  return readSkillHeadOf(join(skillsOf(workspace), name));
}

/** Puts a skill in place of what is there. @throws AppError `PATH_REFUSED` when a link stands on the way */
export async function placeSkill(workspace: string, name: string, files: SkillFiles): Promise<void> {
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

/** Null when a link or a file stands in its place, or nothing does. */
async function openSkills(
  workspace: string,
  options: { create?: boolean } = {},
): Promise<PinnedFolder | null> {
  try {
    return await openFolderBelow(workspace, skillsOf(workspace), options);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error))) return null;
    throw error;
  }
}
