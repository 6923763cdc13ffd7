/**
 * The files claude reads at its start: system prompt, settings, a plugin with the workspace's skills. Runs that
 * need the same files share one folder, so that an agent's next message writes nothing. Only the owner can
 * read the folders. Agents run as the same user, so a folder is shared only while it holds what was written into
 * it; one that no run uses any more goes when a newer one needs its place.
 */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClaudeRunFiles } from "./arguments.js";

/** What the files hold. */
export interface RunFileContents {
  systemPrompt: string;
  /** JSON of the settings; they name the plugin folder with the skills, which is made only now. */
  settings: (skillsPlugin: string | undefined) => string;
  cwd: string;
}

export interface RunFiles {
  readonly files: ClaudeRunFiles;
  /** The run is over. */
  release(): void;
}

export interface RunFileStore {
  /** Makes the files of a run, or shares those of an earlier one. */
  acquire(contents: RunFileContents): Promise<RunFiles>;
}

/** Folders kept for later runs; about one an agent is in use at a time. */
const KEPT_MAX = 64;

interface Made {
  folder: string;
  files: ClaudeRunFiles;
}

interface Entry {
  made: Promise<Made>;
  users: number;
}

/** Makes the plugin of a workspace's skills, or finds it as it was made. */
type SkillLinks = (skills: string | undefined) => Promise<string | undefined>;

interface Wanted {
  key: string;
  contents: RunFileContents;
  /** Folder of the workspace's skills, when there is one. */
  skills: string | undefined;
}

/** @param tempDir where the folders are put */
export function createRunFileStore(tempDir: string): RunFileStore {
  const entries = new Map<string, Entry>();
  const links = createSkillLinks(tempDir);

  return {
    async acquire(contents) {
      const skills = await skillsOf(contents.cwd);
      const key = createHash("sha256")
        .update(JSON.stringify([contents.systemPrompt, contents.settings(undefined), skills ?? null]))
        .digest("hex");
      const entry =
        (await usable(entries, { key, contents, skills })) ??
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

/** An entry whose files were changed or taken away is never used again. */
async function usable(entries: Map<string, Entry>, wanted: Wanted): Promise<Entry | undefined> {
  const entry = entries.get(wanted.key);
  if (entry === undefined) return undefined;
  if (!(await isUntouched(await entry.made, wanted)) && entries.get(wanted.key) === entry)
    entries.delete(wanted.key);
  return entries.get(wanted.key);
}

async function isUntouched({ files }: Made, { contents, skills }: Wanted): Promise<boolean> {
  try {
    const { skillsPlugin } = files;
    const [systemPrompt, settings, linked] = await Promise.all([
      readFile(files.systemPrompt, "utf8"),
      readFile(files.settings, "utf8"),
      skillsPlugin === undefined || skills === undefined || isLinked(skillsPlugin, skills),
    ]);
    return systemPrompt === contents.systemPrompt && settings === contents.settings(skillsPlugin) && linked;
  } catch {
    return false; // Gone, or no longer what it was: made again either way.
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
    // A folder that cannot be removed is litter of a few kilobytes in the system's temporary folder, not a failed run.
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

async function skillsOf(cwd: string): Promise<string | undefined> {
  const skills = join(cwd, ".claude", "skills");
  const found = await stat(skills).catch(() => undefined);
  return found?.isDirectory() === true ? skills : undefined;
}

/**
 * Without project settings claude does not see the workspace's skills: a plugin with a link to them shows them. It
 * lies at the same place for all runs of a workspace, since a session remembers where a skill was.
 */
function createSkillLinks(tempDir: string): SkillLinks {
  const pending = new Map<string, Promise<string>>();
  return async (skills) => {
    if (skills === undefined) return undefined;
    // One at a time for each workspace: two runs that begin at once would make it both.
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

/** Whether the plugin is the link and nothing else, such as hooks. */
async function isLinked(plugin: string, skills: string): Promise<boolean> {
  try {
    const [names, link] = await Promise.all([readdir(plugin), readlink(join(plugin, "skills"))]);
    return names.length === 1 && link === skills;
  } catch {
    return false;
  }
}
