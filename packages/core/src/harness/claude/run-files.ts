/**
 * The files claude reads at its start: system prompt, settings, a plugin with the workspace's skills. Runs that
 * need the same files share one folder, so that an agent's next message writes nothing. Only the owner can
 * read the folders. Agents run as the same user, so a folder is shared only while it holds what was written into
 * it; one that no run uses any more goes when a newer one needs its place.
 */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClaudeRunFiles } from "./arguments.js";

/** What the files hold. */
export interface RunFileContents {
  systemPrompt: string;
  /** JSON of the settings. */
  settings: string;
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

interface Wanted {
  key: string;
  contents: RunFileContents;
  /** Folder of the workspace's skills, when there is one. */
  skills: string | undefined;
}

/** @param tempDir where the folders are put */
export function createRunFileStore(tempDir: string): RunFileStore {
  const entries = new Map<string, Entry>();

  return {
    async acquire(contents) {
      const skills = await skillsOf(contents.cwd);
      const key = createHash("sha256")
        .update(JSON.stringify([contents.systemPrompt, contents.settings, skills ?? null]))
        .digest("hex");
      const entry =
        (await usable(entries, { key, contents, skills })) ??
        add(entries, key, make(tempDir, contents, skills));
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
    const [systemPrompt, settings, link] = await Promise.all([
      readFile(files.systemPrompt, "utf8"),
      readFile(files.settings, "utf8"),
      files.skillsPlugin === undefined ? undefined : readlink(join(files.skillsPlugin, "skills")),
    ]);
    return systemPrompt === contents.systemPrompt && settings === contents.settings && link === skills;
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

async function make(tempDir: string, contents: RunFileContents, skills: string | undefined): Promise<Made> {
  const folder = await mkdtemp(join(tempDir, "tinyagi-claude-"));
  const systemPrompt = join(folder, "system-prompt.md");
  const settings = join(folder, "settings.json");
  const [, , skillsPlugin] = await Promise.all([
    writeFile(systemPrompt, contents.systemPrompt, { mode: 0o600 }),
    writeFile(settings, contents.settings, { mode: 0o600 }),
    linkSkills(folder, skills),
  ]);
  return { folder, files: { systemPrompt, settings, skillsPlugin } };
}

async function skillsOf(cwd: string): Promise<string | undefined> {
  const skills = join(cwd, ".claude", "skills");
  const found = await stat(skills).catch(() => undefined);
  return found?.isDirectory() === true ? skills : undefined;
}

/** Without project settings claude does not see the workspace's skills: a plugin with a link to them shows them. */
async function linkSkills(folder: string, skills: string | undefined): Promise<string | undefined> {
  if (skills === undefined) return undefined;
  const plugin = join(folder, "workspace");
  await mkdir(plugin, { mode: 0o700 });
  await symlink(skills, join(plugin, "skills"));
  return plugin;
}
