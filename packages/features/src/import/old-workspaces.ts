/**
 * 0.0.20 read an agent's prompts and memory from `<workspace>/<id>` and ran it in `working_directory`. Here both are one
 * directory: the one it works in. Where they differ, the files missing there are copied from the other. Nothing is
 * overwritten or removed, and no link in the old folder is followed.
 */
import { constants } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, makeDirectory } from "@tinyagi/base";
import { isAppError, type Settings } from "@tinyagi/contracts";
import { resolveWorkspacePath, workspaceRoot } from "@tinyagi/home";
import { findOldAgentFiles, lookAt } from "./old-agent-files.js";
import type { ReportWriter } from "./report.js";

/** Errors that concern one file. All other errors, such as a full disk, stop the import. */
const REFUSED: ReadonlySet<string> = new Set([
  "EACCES",
  "EEXIST",
  "EISDIR",
  "ENAMETOOLONG",
  "ENOTDIR",
  "EPERM",
]);
const RESET_FLAG = "reset_flag";

export interface OldWorkspaces {
  settings: Settings;
  /** The old id of each renamed agent, by its new id. */
  oldIds: ReadonlyMap<string, string>;
  home: string;
  userHome: string;
  report: ReportWriter;
  /** Report what would be copied, and copy nothing. */
  dryRun: boolean;
}

export async function joinOldWorkspaces(options: OldWorkspaces): Promise<void> {
  const root = workspaceRoot(options.settings, options.userHome);
  let flags = 0;
  for (const [id, agent] of Object.entries(options.settings.agents)) {
    const old = join(root, options.oldIds.get(id) ?? id);
    if ((await lookAt(join(old, RESET_FLAG)))?.isFile() === true) flags += 1;
    try {
      const now = await resolveWorkspacePath({
        root,
        agentId: id,
        directory: agent.working_directory,
        home: options.home,
        userHome: options.userHome,
      });
      const isElsewhere = agent.working_directory !== undefined && now !== old;
      if (isElsewhere && (await lookAt(old))?.isDirectory() === true)
        await joinOne(id, { old, now, ...options });
    } catch (error) {
      if (!isAppError(error)) throw error;
      options.report.note(`@${id} cannot work in its directory: ${error.message}`);
    }
  }
  if (flags > 0)
    options.report.note(
      `${flags} agents were about to start a new session. All agents do, because 0.0.20 kept no session ids.`,
    );
}

async function joinOne(
  id: string,
  { old, now, report, dryRun }: { old: string; now: string; report: ReportWriter; dryRun: boolean },
): Promise<void> {
  const { files, skipped } = await findOldAgentFiles(old);
  let copied = 0;
  let failed = 0;
  for (const file of files) {
    if ((await lookAt(join(now, file))) !== null) {
      if (file === "AGENTS.md")
        report.note(`@${id} has an AGENTS.md in ${now} and another in ${old}; @${id} uses the first.`);
    } else if (dryRun || (await copyOne(join(old, file), join(now, file)))) copied += 1;
    else failed += 1;
  }
  if (copied > 0)
    report.note(
      `@${id} works in ${now}; ${copied} of its files (prompts, memory, skills) were in ${old} and are copied there.`,
    );
  const left = skipped + failed;
  if (left > 0)
    report.note(
      `@${id} works in ${now}; ${left} of its files in ${old} are not copied: a link, too large, too many, or in conflict with an existing file. Copy what the agent needs.`,
    );
}

/** @returns false when this file cannot be written */
async function copyOne(from: string, to: string): Promise<boolean> {
  try {
    await makeDirectory(dirname(to));
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (REFUSED.has(errorCode(error))) return false;
    throw error;
  }
}
