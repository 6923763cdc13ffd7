/**
 * 0.0.20 took an agent's prompts and memory from `<workspace>/<id>` and let it work in `working_directory`; here both
 * are one directory, the one it works in. Where they differ, what is missing there is copied from the other. Nothing
 * is overwritten, followed through a link, or removed.
 */
import { constants } from "node:fs";
import { copyFile, lstat, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isAppError, type Settings } from "@tinyagi/contracts";
import { errorCode } from "../files/atomic-file.js";
import { makeDirectory } from "../files/make-directory.js";
import { resolveWorkspacePath } from "../workspace/path-policy.js";
import { workspaceRoot } from "../workspace/workspaces.js";
import type { ReportWriter } from "./report.js";

const FILES = ["AGENTS.md", ".tinyagi/SOUL.md", "heartbeat.md"] as const;
const FOLDERS = ["memory", ".agents/skills"] as const;
/** Files of one agent that are copied; more than that is no memory of an agent. */
const COPIES_MAX = 2_000;
const COPY_MAX_BYTES = 16 * 1024 * 1024;
const RESET_FLAG = "reset_flag";

export interface OldWorkspaces {
  settings: Settings;
  /** Ids the agents had, by the ids they have. */
  oldIds: ReadonlyMap<string, string>;
  home: string;
  userHome: string;
  report: ReportWriter;
  /** Only say what would be copied. */
  dryRun: boolean;
}

export async function joinOldWorkspaces(options: OldWorkspaces): Promise<void> {
  const root = workspaceRoot(options.settings, options.userHome);
  let flags = 0;
  for (const [id, agent] of Object.entries(options.settings.agents)) {
    const old = join(root, options.oldIds.get(id) ?? id);
    if (await isFile(join(old, RESET_FLAG))) flags += 1;
    try {
      const now = await resolveWorkspacePath({
        root,
        agentId: id,
        directory: agent.working_directory,
        home: options.home,
        userHome: options.userHome,
      });
      const isElsewhere = agent.working_directory !== undefined && now !== old;
      if (isElsewhere && (await isDirectory(old))) await joinOne(id, { old, now, ...options });
    } catch (error) {
      if (!isAppError(error)) throw error;
      options.report.note(`@${id} cannot work in its directory: ${error.message}`);
    }
  }
  if (flags > 0)
    options.report.note(
      `${flags} agents were to begin a new session; all do, since 0.0.20 kept no session ids.`,
    );
}

async function joinOne(
  id: string,
  { old, now, report, dryRun }: { old: string; now: string; report: ReportWriter; dryRun: boolean },
): Promise<void> {
  const files = (await oldFiles(old)).slice(0, COPIES_MAX);
  let copied = 0;
  for (const file of files) {
    if (await exists(join(now, file))) {
      if (file === "AGENTS.md")
        report.note(`@${id} has an AGENTS.md in ${now} and another in ${old}; the first is in force.`);
      continue;
    }
    copied += 1;
    if (dryRun) continue;
    await makeDirectory(dirname(join(now, file)));
    await copyFile(join(old, file), join(now, file), constants.COPYFILE_EXCL);
  }
  if (copied > 0)
    report.note(
      `@${id} works in ${now}; ${copied} of its files (prompts, memory, skills) stood in ${old} and are copied there.`,
    );
}

/** Regular files below `folder`, as paths relative to it. */
async function oldFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of FILES) if (await isCopied(join(folder, file))) found.push(file);
  for (const name of FOLDERS) {
    for (const entry of await entriesBelow(join(folder, name))) {
      const file = join(name, entry);
      if (await isCopied(join(folder, file))) found.push(file);
    }
  }
  return found;
}

async function entriesBelow(folder: string): Promise<string[]> {
  if (!(await isDirectory(folder))) return [];
  return (await readdir(folder, { recursive: true })).sort();
}

async function isCopied(file: string): Promise<boolean> {
  const info = await lookAt(file);
  return info?.isFile() === true && info.size > 0 && info.size <= COPY_MAX_BYTES;
}

const isFile = async (path: string) => (await lookAt(path))?.isFile() === true;
const isDirectory = async (path: string) => (await lookAt(path))?.isDirectory() === true;
const exists = async (path: string) => (await lookAt(path)) !== null;

async function lookAt(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error))) return null;
    throw error;
  }
}
