/** The skills shipped with this package. Skills whose scripts call the API get a copy of the helper, so each works alone. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SkillFiles } from "./skill-content.js";

/** The same relative path from `src` and from `dist`. */
const FOLDER = fileURLToPath(new URL("../../skills/", import.meta.url));
const HELPER = "tinyagi-api.mjs";

/** Every bundled skill by name. @throws the error of the file system when the package is incomplete */
export async function readBundledSkills(): Promise<Map<string, SkillFiles>> {
  const skills = new Map<string, SkillFiles>();
  const helper = await readFile(join(FOLDER, HELPER));
  const entries = await readdir(FOLDER, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue;
    const files = await readFiles(join(FOLDER, entry.name));
    const usesHelper = [...files.values()].some((content) => content.includes(`./${HELPER}`));
    if (usesHelper) files.set(`scripts/${HELPER}`, helper);
    skills.set(entry.name, files);
  }
  return skills;
}

/** Unlike the reader of foreign skills, accepts hard links: package managers install these files as hard links. */
async function readFiles(folder: string, path = ""): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
    const below = `${path}${entry.name}`;
    if (entry.isFile()) files.set(below, await readFile(join(folder, below)));
    if (entry.isDirectory())
      for (const [name, content] of await readFiles(folder, `${below}/`)) files.set(name, content);
  }
  return files;
}
