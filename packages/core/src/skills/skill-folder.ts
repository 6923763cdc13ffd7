/**
 * The skills of one workspace on disk, below `.agents/skills`. A skill is put in place whole, by rename; nothing is
 * written through a link an agent may have laid, and what is replaced was looked at a moment before.
 */
import { randomBytes } from "node:crypto";
import { lstat, mkdir, opendir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "../files/atomic-file.js";
import { readSkillFolder, refused, SKILL_NAME, type SkillFiles } from "./skill-content.js";

const FOLDERS = [".agents", ".agents/skills"] as const;
/** Skills looked at in one workspace. */
export const SKILLS_MAX = 500;

/** Absolute path of the skills of `workspace`, a real path. */
export function skillsOf(workspace: string): string {
  return join(workspace, ".agents/skills");
}

/** Names of the skills, sorted; empty when there is no such folder or a link stands in its place. */
export async function skillNames(workspace: string): Promise<string[]> {
  if (!(await isRealFolder(workspace))) return [];
  const names: string[] = [];
  for await (const entry of await opendir(skillsOf(workspace))) {
    if (entry.isDirectory() && SKILL_NAME.test(entry.name)) names.push(entry.name);
    if (names.length >= SKILLS_MAX) break;
  }
  return names.sort();
}

/** What stands in the place of a skill: its files, nothing, or something that is no readable skill. */
export async function readInstalled(
  workspace: string,
  name: string,
): Promise<Map<string, Buffer> | "nothing" | "unreadable"> {
  if (!(await isRealFolder(workspace))) return "nothing";
  try {
    return (await readSkillFolder(join(skillsOf(workspace), name))) ?? "nothing";
  } catch {
    // Too large, linked or closed: somebody made it so, and it is theirs.
    return "unreadable";
  }
}

/** Puts a skill in place of what is there. @throws AppError `PATH_REFUSED` when a link stands on the way */
export async function placeSkill(workspace: string, name: string, files: SkillFiles): Promise<void> {
  await addFolders(workspace);
  const skills = skillsOf(workspace);
  const mark = randomBytes(6).toString("hex");
  const staged = join(skills, `.${name}.${mark}.new`);
  const old = join(skills, `.${name}.${mark}.old`);
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(staged, path)), { recursive: true });
      const isScript = content.subarray(0, 2).toString() === "#!";
      await writeFile(join(staged, path), content, { flag: "wx", mode: isScript ? 0o755 : 0o644 });
    }
    await moveAway(join(skills, name), old);
    await rename(staged, join(skills, name));
  } finally {
    await rm(staged, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

/** Removes a skill. @returns whether there was one */
export async function removeSkill(workspace: string, name: string): Promise<boolean> {
  if (!(await isRealFolder(workspace))) return false;
  const old = join(skillsOf(workspace), `.${name}.${randomBytes(6).toString("hex")}.old`);
  if (!(await moveAway(join(skillsOf(workspace), name), old))) return false;
  // A link is removed, never what it leads to.
  await rm(old, { recursive: true, force: true });
  return true;
}

async function moveAway(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function addFolders(workspace: string): Promise<void> {
  for (const folder of FOLDERS) {
    try {
      await mkdir(join(workspace, folder));
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
  if (!(await isRealFolder(workspace))) throw refused("a link stands in the place of .agents/skills");
}

async function isRealFolder(workspace: string): Promise<boolean> {
  const skills = skillsOf(workspace);
  try {
    for (const folder of FOLDERS) if (!(await lstat(join(workspace, folder))).isDirectory()) return false;
    return (await realpath(skills)) === skills;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return false;
    throw error;
  }
}
