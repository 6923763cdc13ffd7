/**
 * Fetches a skill from a folder of this machine, or from a public repository by `owner/repo@skill`. Fetched code never
 * runs: git makes a shallow clone without hooks, links or submodules, over https only.
 */
import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { errorCode } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { cloneRepository } from "./clone.js";
import {
  loadSkillHead,
  readSkillFolder,
  readSkillHead,
  refused,
  SKILL_NAME,
  type SkillFiles,
} from "./skill-content.js";

/** `owner/repo@skill`. Each part starts with a letter or digit, so that git never reads it as an option. */
export const SKILL_REF =
  /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9][A-Za-z0-9._-]{0,99})@([a-z0-9][a-z0-9-]{0,63})$/;
/** Where repositories keep their skills. */
const PLACES = ["skills", ".agents/skills", ".claude/skills", ".codex/skills", "."] as const;

export interface SkillSourceOptions {
  hostEnv: Readonly<Record<string, string | undefined>>;
  /** An existing folder that no agent can write, for the copies of repositories. */
  scratch: string;
  /** Base URL of `owner/repo`. Default `https://github.com/`. */
  gitBase?: string;
}

export interface FoundSkill {
  name: string;
  description: string;
  files: SkillFiles;
}

/**
 * @param ref `owner/repo@skill`, or the absolute path of a folder with a SKILL.md
 * @throws AppError `INVALID_INPUT` for any other ref or when there is no skill, `PATH_REFUSED`, `UNAVAILABLE` when it
 *   cannot be fetched
 */
export async function fetchSkill(
  ref: string,
  options: SkillSourceOptions,
  signal?: AbortSignal,
): Promise<FoundSkill> {
  if (isAbsolute(ref) && !ref.includes("\0")) return readSkill(await withRealParent(ref), undefined);
  const [, owner, repo, name] = SKILL_REF.exec(ref) ?? [];
  if (owner === undefined || repo === undefined || name === undefined)
    throw new AppError("INVALID_INPUT", "Use owner/repo@skill, or the absolute path of a folder.", {
      details: [{ path: "ref", message: "use owner/repo@skill, or the absolute path of a folder" }],
    });
  const copy = await mkdtemp(join(await realpath(options.scratch), "skill-"));
  try {
    await cloneRepository(`${options.gitBase ?? "https://github.com/"}${owner}/${repo}`, copy, {
      hostEnv: options.hostEnv,
      signal,
    });
    return await findIn(copy, name);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function findIn(copy: string, name: string): Promise<FoundSkill> {
  for (const place of PLACES) {
    const folder = join(copy, place, name);
    if ((await loadSkillHead(folder)) !== null) return readSkill(folder, name);
  }
  // The folder has another name: search for the name in the frontmatter.
  for (const place of PLACES) {
    for (const entry of await foldersIn(join(copy, place))) {
      const folder = join(copy, place, entry);
      if ((await loadSkillHead(folder))?.name === name) return readSkill(folder, name);
    }
  }
  if ((await loadSkillHead(copy))?.name === name) return readSkill(copy, name);
  throw new AppError("INVALID_INPUT", "The repository holds no skill of this name.");
}

async function readSkill(folder: string, wanted: string | undefined): Promise<FoundSkill> {
  const files = await readSkillFolder(folder);
  const text = files?.get("SKILL.md")?.toString("utf8");
  if (files === null || text === undefined)
    throw new AppError("INVALID_INPUT", "There is no SKILL.md in this folder.");
  const head = readSkillHead(text);
  if (head === null)
    throw new AppError("INVALID_INPUT", "The SKILL.md lacks name or description in its frontmatter.");
  const name = wanted ?? head.name;
  if (!SKILL_NAME.test(name))
    throw refused("its name must be lower-case letters, digits and -, at most 64 of them");
  return { name, description: head.description, files };
}

/** Resolves all but the last name: if that is a link, reading it is refused. */
async function withRealParent(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    return join(await realpath(dirname(folder)), basename(folder));
  } catch (error) {
    // The folder does not exist; reading it reports that.
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return folder;
    throw error;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== ".git").map((entry) => entry.name);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return [];
    throw error;
  }
}
