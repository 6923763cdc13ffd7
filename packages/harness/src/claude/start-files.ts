/**
 * The files that Claude Code reads when it starts, besides those that TinyAGI writes for it: instructions of the workspace and
 * of the user, skills, settings. A kept process knows them as they were, so each change of them needs a new one.
 */
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { createFileStamps, type FileStamps, withParents } from "../live/file-stamps.js";

/** Files that instructions import, each as deep as claude follows them. */
const IMPORT_DEPTH_MAX = 5;
const INSTRUCTIONS = ["CLAUDE.md", "CLAUDE.local.md", join(".claude", "CLAUDE.md")];
const USER_FILES = ["settings.json", "CLAUDE.md"];
const USER_FOLDERS = ["agents", "commands", "rules", "skills", "output-styles"];

/** @param configDir the user's folder of claude. @returns a text that another one differs from if any file changed */
export async function startFiles({ cwd, configDir }: { cwd: string; configDir: string }): Promise<string> {
  const stamps = createFileStamps();
  for (const folder of withParents(cwd))
    for (const name of INSTRUCTIONS) await noteInstructions(stamps, join(folder, name), 0);
  for (const name of USER_FILES) await noteInstructions(stamps, join(configDir, name), 0);
  const folders = [join(cwd, ".claude", "skills"), ...USER_FOLDERS.map((name) => join(configDir, name))];
  for (const folder of folders) await stamps.noteFolder(folder);
  return stamps.toText();
}

/** A file with the files that it imports: words that begin with `@`. */
async function noteInstructions(stamps: FileStamps, path: string, depth: number): Promise<void> {
  if (!(await stamps.note(path)) || depth >= IMPORT_DEPTH_MAX || !path.endsWith(".md")) return;
  const text = await readFile(path, "utf8").catch(() => ""); // Gone, or unreadable for claude, too.
  for (const word of text.split(/\s/)) {
    if (!word.startsWith("@") || word.length < 2) continue;
    const target = word.slice(1);
    await noteInstructions(stamps, isAbsolute(target) ? target : join(dirname(path), target), depth + 1);
  }
}
