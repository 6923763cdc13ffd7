/**
 * Copies an agent template (AGENTS.md, SOUL.md, `.claude/`, skills, …) into a workspace. It only adds: what is there
 * stays, links are never followed or copied, and a template has a bounded size.
 */
import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readdir, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError } from "../context/cli-error.js";

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
  /** Were there already, and stay. */
  kept: string[];
  /** Links and other things that are no plain file. */
  skipped: string[];
  /** Takes back what was copied. */
  undo(): Promise<void>;
}

/** @throws CliError `NOT_FOUND` without such a folder, `PAYLOAD_TOO_LARGE` for one that is no template by its size */
export async function copyTemplate(template: string, workspace: string): Promise<TemplateCopy> {
  const { files, skipped } = await filesOf(template);
  const copied: string[] = [];
  const kept: string[] = [];
  const home = await realpath(workspace);
  for (const file of files) {
    const target = targetOf(file);
    const path = join(home, target);
    if (!(await makeFolders(home, dirname(target)))) {
      skipped.push(file);
      continue;
    }
    try {
      await copyFile(join(template, file), path, constants.COPYFILE_EXCL);
      copied.push(target);
    } catch (error) {
      if (!isExisting(error)) throw error;
      kept.push(target);
    }
  }
  const undo = async () => {
    for (const target of copied) await rm(join(workspace, target), { force: true });
  };
  return { copied, kept, skipped, undo };
}

/** @returns false where a link stands in the way, which an agent may have laid to have files put elsewhere */
async function makeFolders(home: string, folder: string): Promise<boolean> {
  let path = home;
  for (const step of folder === "." ? [] : folder.split("/")) {
    path = join(path, step);
    await mkdir(path).catch((error: unknown) => {
      if (!isExisting(error)) throw error;
    });
    if (!(await lstat(path)).isDirectory()) return false;
  }
  return true;
}

async function filesOf(template: string): Promise<{ files: string[]; skipped: string[] }> {
  const top = await lstat(template).catch(() => undefined);
  if (top?.isDirectory() !== true)
    throw new CliError("NOT_FOUND", "there is no such template folder", {
      hint: "name a folder with AGENTS.md, .claude/ or skills/",
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
        throw new CliError("PAYLOAD_TOO_LARGE", "this folder is too large for a template", {
          hint: `at most ${FILES_MAX} files and 50 MiB`,
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

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
