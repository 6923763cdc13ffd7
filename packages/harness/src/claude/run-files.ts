/**
 * The files that claude reads when it starts: system prompt, settings, and a plugin with the workspace's skills. Runs
 * that need the same files share a folder, so that an agent's next message writes nothing. Only the owner can read the
 * folders. Agents run as the same user and can change them: a changed folder must never be used again. Unused folders
 * are deleted when there are too many.
 */
import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isFresh, toStamp } from "@tinyagi/base";
import type { ClaudeRunFiles } from "./arguments.js";

/** The contents of the files. */
export interface RunFileContents {
  systemPrompt: string;
  /** Identifies the settings. They may depend on nothing else but the plugin folder. */
  basis: string;
  /** Returns the settings as JSON. They contain the path of the plugin folder, which is created just before the call. */
  settings: (skillsPlugin: string | undefined) => string;
  cwd: string;
}

export interface RunFiles {
  readonly files: ClaudeRunFiles;
  /** Call it when the run has ended. */
  release(): void;
}

export interface RunFileStore {
  /** Creates the files of a run, or reuses those of an earlier run. */
  acquire(contents: RunFileContents): Promise<RunFiles>;
}

/** Folders kept for later runs. An agent uses about one at a time. */
const KEPT_MAX = 64;

interface Made {
  folder: string;
  files: ClaudeRunFiles;
  /** Of the files and the plugin folder when they were last compared with what was written. */
  stamp?: string;
}

interface Entry {
  made: Promise<Made>;
  users: number;
}

/** Creates the plugin with a workspace's skills, or reuses it if it is unchanged. */
type SkillLinks = (skills: string | undefined) => Promise<string | undefined>;

interface WantedFiles {
  key: string;
  contents: RunFileContents;
  /** The folder of the workspace's skills, if there is one. */
  skills: string | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * @param tempDir parent of the folders
 * @param options.now epoch milliseconds by the clock of the file system. Default: the system clock
 */
export function createRunFileStore(tempDir: string, options: { now?: () => number } = {}): RunFileStore {
  const { now = Date.now } = options;
  const entries = new Map<string, Entry>();
  const links = createSkillLinks(tempDir);

  return {
    async acquire(contents) {
      const skills = await getSkillsPath(contents.cwd);
      const key = createHash("sha256")
        .update(JSON.stringify([contents.systemPrompt, contents.basis, skills ?? null]))
        .digest("hex");
      const entry =
        (await usable(entries, { key, contents, skills, now: now() })) ??
        add(entries, key, make(tempDir, contents, links(skills)));
      entry.users += 1;
      try {
        const { files } = await entry.made;
        return { files, release: () => release(entries, entry) };
      } catch (error) {
        entries.delete(key);
        throw error;
      }
    },
  };
}

/** False if a file was changed or deleted. Such an entry is never used again. */
async function usable(entries: Map<string, Entry>, wanted: WantedFiles): Promise<Entry | undefined> {
  const entry = entries.get(wanted.key);
  if (entry === undefined) return undefined;
  if (!(await isUntouched(await entry.made, wanted)) && entries.get(wanted.key) === entry)
    entries.delete(wanted.key);
  return entries.get(wanted.key);
}

async function isUntouched(made: Made, wanted: WantedFiles): Promise<boolean> {
  const seen = toStamps(made.files, wanted.now);
  if (seen === undefined) return false;
  if (made.stamp === seen.stamp) return true;
  if (!(await hasContents(made.files, wanted))) return false;
  // Another change within the same tick of the clock would have the same stamp.
  if (!seen.isFresh) made.stamp = seen.stamp;
  return true;
}

/**
 * Undefined if something is missing or a link. Synchronous, because it looks at three local files: 0.02 ms
 * here, ten times as much in the thread pool.
 */
function toStamps(files: ClaudeRunFiles, now: number): { stamp: string; isFresh: boolean } | undefined {
  const { systemPrompt, settings, skillsPlugin } = files;
  const paths = [systemPrompt, settings, ...(skillsPlugin === undefined ? [] : [skillsPlugin])];
  try {
    const stats = paths.map((path) => lstatSync(path, { bigint: true }));
    // A link keeps its stamp when the file behind it changes.
    if (stats.some((one) => one.isSymbolicLink())) return undefined;
    return { stamp: stats.map(toStamp).join(), isFresh: stats.some((one) => isFresh(one, now)) };
  } catch {
    return undefined; // Deleted or replaced. The caller creates it again.
  }
}

async function hasContents(files: ClaudeRunFiles, { contents, skills }: WantedFiles): Promise<boolean> {
  try {
    const { skillsPlugin } = files;
    const [systemPrompt, settings, linked] = await Promise.all([
      readFile(files.systemPrompt, "utf8"),
      readFile(files.settings, "utf8"),
      skillsPlugin === undefined || skills === undefined || isLinked(skillsPlugin, skills),
    ]);
    return systemPrompt === contents.systemPrompt && settings === contents.settings(skillsPlugin) && linked;
  } catch {
    return false; // Deleted or changed. The caller creates it again in both cases.
  }
}

function add(entries: Map<string, Entry>, key: string, made: Entry["made"]): Entry {
  const entry = { made, users: 0 };
  entries.set(key, entry);
  return entry;
}

function release(entries: Map<string, Entry>, entry: Entry): void {
  entry.users -= 1;
  for (const [key, { made, users }] of entries) {
    if (entries.size <= KEPT_MAX) return;
    if (users > 0) continue;
    entries.delete(key);
    // Failing to delete leaves a few kilobytes in the temporary folder. That is no reason to fail the run.
    made.then(({ folder }) => rm(folder, { recursive: true, force: true })).catch(() => {});
  }
}

async function make(
  tempDir: string,
  contents: RunFileContents,
  linked: Promise<string | undefined>,
): Promise<Made> {
  const skillsPlugin = await linked;
  const folder = await mkdtemp(join(tempDir, "tinyagi-claude-"));
  const systemPrompt = join(folder, "system-prompt.md");
  const settings = join(folder, "settings.json");
  await Promise.all([
    writeFile(systemPrompt, contents.systemPrompt, { mode: 0o600 }),
    writeFile(settings, contents.settings(skillsPlugin), { mode: 0o600 }),
  ]);
  return { folder, files: { systemPrompt, settings, skillsPlugin } };
}

async function getSkillsPath(cwd: string): Promise<string | undefined> {
  const skills = join(cwd, ".claude", "skills");
  const found = await stat(skills).catch(() => undefined);
  return found?.isDirectory() === true ? skills : undefined;
}

/**
 * Without project settings, claude does not load the workspace's skills, so a plugin with a link to them provides them.
 * Its path is the same for all runs of a workspace, because a session remembers the paths of its skills.
 */
function createSkillLinks(tempDir: string): SkillLinks {
  const pending = new Map<string, Promise<string>>();
  return async (skills) => {
    if (skills === undefined) return undefined;
    // One at a time for each workspace: two runs that start together would both create it.
    const made = (pending.get(skills) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => linkSkills(tempDir, skills));
    pending.set(skills, made);
    return made;
  };
}

async function linkSkills(tempDir: string, skills: string): Promise<string> {
  const name = createHash("sha256").update(skills).digest("hex").slice(0, 16);
  const folder = join(tempDir, `tinyagi-skills-${name}`);
  const plugin = join(folder, "workspace");
  if (await isLinked(plugin, skills)) return plugin;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  await mkdir(plugin, { mode: 0o700 });
  await symlink(skills, join(plugin, "skills"));
  return plugin;
}

/** True if the plugin contains only the link, and no hooks, for example. */
async function isLinked(plugin: string, skills: string): Promise<boolean> {
  try {
    const [names, link] = await Promise.all([readdir(plugin), readlink(join(plugin, "skills"))]);
    return names.length === 1 && link === skills;
  } catch {
    return false;
  }
}
