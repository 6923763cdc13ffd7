/**
 * The files that codex reads when it starts or loads a thread: instructions of the workspace and of the user, skills, settings.
 * A workspace is never trusted, so settings in it are not among them.
 */
import { join } from "node:path";
import { createFileStamps, withParents } from "../../live/file-stamps.js";

const INSTRUCTIONS = ["AGENTS.override.md", "AGENTS.md"];
const USER_FILES = [...INSTRUCTIONS, "config.toml", "hooks.json"];
const USER_FOLDERS = ["rules", "skills", "prompts"];
const SKILLS = join(".agents", "skills");

/** @param home the user's folder of codex. @returns a text that another one differs from if any file changed */
export async function startFiles({ cwd, home }: { cwd: string; home: string }): Promise<string> {
  const stamps = createFileStamps();
  const folders = withParents(cwd);
  for (const folder of folders) for (const name of INSTRUCTIONS) await stamps.note(join(folder, name));
  for (const name of USER_FILES) await stamps.note(join(home, name));
  const read = [
    ...folders.map((folder) => join(folder, SKILLS)),
    ...USER_FOLDERS.map((name) => join(home, name)),
  ];
  for (const folder of read) await stamps.noteFolder(folder, isOfUser);
  return stamps.toText();
}

/** codex itself writes hidden ones at its first start. */
function isOfUser(name: string): boolean {
  return !name.startsWith(".");
}
