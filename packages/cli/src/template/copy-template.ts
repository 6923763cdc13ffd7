/**
 * Copies an agent template (AGENTS.md, SOUL.md, `.claude/`, skills, …) into a workspace, and creates the workspace if
 * it is missing. Existing files are kept, links are never followed or copied, and a template has a bounded size. A copy
 * that fails is undone.
 */
import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../error/cli-error.js";

const FILES_MAX = 2_000;
const BYTES_MAX = 50 * 1_024 * 1_024;
/** Where every harness finds skills; `.claude/skills` in a workspace is a link to it. */
const SKILLS = ".agents/skills";
const MOVED: readonly (readonly [from: string, to: string])[] = [
  [".claude/skills", SKILLS],
  ["skills", SKILLS],
  ["SOUL.md", ".tinyagi/SOUL.md"],
];
const LEFT_OUT: ReadonlySet<string> = new Set([".git", "node_modules", ".DS_Store"]);

export interface TemplateCopy {
  /** Paths below the workspace. */
  copied: string[];
  /** Files that already existed and were kept. */
  kept: string[];
  /** Links and other entries that are not regular files. */
  skipped: string[];
  /** Removes the copied files, and the folders that were created for them and contain nothing else. */
  undo(): Promise<void>;
}

/**
 * @param workspace its real path, already checked to be allowed for agents; it need not exist
 * @throws CliError `NOT_FOUND` without such a template, `PAYLOAD_TOO_LARGE` when it is too large,
 *   `PATH_REFUSED` when the workspace or one of its parents exists and is not a folder
 */
export async function copyTemplate(template: string, workspace: string): Promise<TemplateCopy> {
  const { files, skipped } = await listFiles(template);
  const [copied, kept, made]: [string[], string[], string[]] = [[], [], []];
  const undo = async () => {
    for (const target of copied) await rm(join(workspace, target), { force: true });
    // Keep a folder that is no longer empty.
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => {});
  };
  const copyOne = async (file: string): Promise<void> => {
    const target = targetOf(file);
    if (!(await makeBelow(workspace, dirname(target), made))) return void skipped.push(file);
    try {
      await copyFile(join(template, file), join(workspace, target), constants.COPYFILE_EXCL);
      copied.push(target);
    } catch (error) {
      if (getCode(error) !== "EEXIST") throw error;
      kept.push(target);
    }
  };
  try {
    if (!(await makeWorkspace(workspace, made)))
      throw new CliError(
        "PATH_REFUSED",
        "The workspace of the agent cannot be created: its path is not a folder.",
      );
    for (const file of files) await copyOne(file);
  } catch (error) {
    await undo();
    throw error;
  }
  return { copied, kept, skipped, undo };
}

/** Creates the workspace and its missing parents. @returns false if one of them exists and is not a folder */
async function makeWorkspace(path: string, made: string[]): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (getCode(error) !== "ENOENT") throw error;
  });
  if (found !== undefined) return found.isDirectory();
  return (await makeWorkspace(dirname(path), made)) && makeFolder(path, made);
}

/** @returns false if there is a link, which an agent may have created to redirect files */
async function makeBelow(workspace: string, folder: string, made: string[]): Promise<boolean> {
  let path = workspace;
  for (const step of folder === "." ? [] : folder.split("/")) {
    path = join(path, step);
    if (!(await makeFolder(path, made))) return false;
  }
  return true;
}

async function makeFolder(path: string, made: string[]): Promise<boolean> {
  try {
    await mkdir(path);
    made.push(path);
  } catch (error) {
    if (getCode(error) !== "EEXIST") throw error;
  }
  return (await lstat(path)).isDirectory();
}

async function listFiles(template: string): Promise<{ files: string[]; skipped: string[] }> {
  const top = await lstat(template).catch(() => undefined);
  if (top?.isDirectory() !== true)
    throw new CliError("NOT_FOUND", "The template folder does not exist.", {
      hint: "Give a folder with AGENTS.md, .claude/ or skills/",
    });
  const files: string[] = [];
  const skipped: string[] = [];
  let bytes = 0;
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(template, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (LEFT_OUT.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) {
        files.push(path);
        bytes += (await lstat(join(template, path))).size;
      } else skipped.push(path);
      if (files.length > FILES_MAX || bytes > BYTES_MAX)
        throw new CliError("PAYLOAD_TOO_LARGE", "The template folder is too large.", {
          hint: `A template has at most ${FILES_MAX} files and 50 MiB`,
        });
    }
  };
  await visit("");
  return { files: files.sort(), skipped };
}

function targetOf(file: string): string {
  for (const [from, to] of MOVED) {
    if (file === from) return to;
    if (file.startsWith(`${from}/`)) return `${to}${file.slice(from.length)}`;
  }
  return file;
}

function getCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
