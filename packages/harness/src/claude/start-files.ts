/**
 * The files that Claude Code reads when it starts, besides those that TinyAGI writes for it: instructions of the workspace and
 * of the user, skills, settings. A kept process knows them as they were, so each change of them needs a new one.
 */
import { readdir, readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { readStats, toStamp } from "@tinyagi/base";

/** Files that instructions import, each as deep as claude follows them. */
const IMPORT_DEPTH_MAX = 5;
const FILES_MAX = 500;
const FILE_MAX_BYTES = 256 * 1024;
const INSTRUCTIONS = ["CLAUDE.md", "CLAUDE.local.md", join(".claude", "CLAUDE.md")];
const USER_FILES = ["settings.json", "CLAUDE.md"];
const USER_FOLDERS = ["agents", "commands", "rules", "skills", "output-styles"];

/** @param configDir the user's folder of claude. @returns a text that another one differs from if any file changed */
export async function startFiles({ cwd, configDir }: { cwd: string; configDir: string }): Promise<string> {
  const seen = new Map<string, string>();
  for (const folder of withParents(cwd))
    for (const name of INSTRUCTIONS) await noteInstructions(seen, join(folder, name), 0);
  for (const name of USER_FILES) await noteInstructions(seen, join(configDir, name), 0);
  const folders = [join(cwd, ".claude", "skills"), ...USER_FOLDERS.map((name) => join(configDir, name))];
  for (const folder of folders) await noteFolder(seen, folder);
  return JSON.stringify([...seen]);
}

function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

async function note(seen: Map<string, string>, path: string): Promise<boolean> {
  if (seen.has(path) || seen.size >= FILES_MAX) return false;
  const stats = await readStats(path);
  if (stats === null) return false;
  seen.set(path, toStamp(stats));
  return stats.isFile() && stats.size <= FILE_MAX_BYTES;
}

/** A file with the files that it imports: words that begin with `@`. */
async function noteInstructions(seen: Map<string, string>, path: string, depth: number): Promise<void> {
  if (!(await note(seen, path)) || depth >= IMPORT_DEPTH_MAX || !path.endsWith(".md")) return;
  const text = await readFile(path, "utf8").catch(() => ""); // Gone, or unreadable for claude, too.
  for (const word of text.split(/\s/)) {
    if (!word.startsWith("@") || word.length < 2) continue;
    const target = word.slice(1);
    await noteInstructions(seen, isAbsolute(target) ? target : join(dirname(path), target), depth + 1);
  }
}

/** Its entries, and the instructions of skills in it. */
async function noteFolder(seen: Map<string, string>, folder: string): Promise<void> {
  await note(seen, folder);
  const names = await readdir(folder).catch(() => []); // Most users have none.
  for (const name of names.toSorted().slice(0, FILES_MAX)) {
    await note(seen, join(folder, name));
    await note(seen, join(folder, name, "SKILL.md"));
  }
}
