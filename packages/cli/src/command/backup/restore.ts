/** `restore`: replaces the data of this home with a backup. Verifies it first, asks, and moves the old data aside. */
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { stamp } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { readLivingDaemon } from "../../context/daemon-file.js";
import { homeEnvironment } from "../../context/home-environment.js";
import { withProgress } from "../../control/progress.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { canAsk } from "../../prompt/ask.js";
import { confirm } from "../../prompt/confirm.js";
import { facts } from "../../view/table.js";
import { weakerLines } from "../../view/weaker-parts.js";
import { acceptsWeaker } from "../import/import.js";

/** The newest backup at the target. */
const LATEST = "latest";

interface RestoreCommandOptions {
  yes?: boolean;
  dryRun?: boolean;
  acceptWeaker?: boolean;
  workspace?: string;
}

export function registerRestore(program: Command, context: CliContext): void {
  withRestore(program.command("restore"), context).addHelpText(
    "after",
    "\nExamples:\n  tinyagi restore ~/tinyagi.tar.gz --dry-run\n  tinyagi stop && tinyagi restore ~/tinyagi.tar.gz\n  tinyagi restore latest\n  TINYAGI_HOME=~/.tinyagi-second tinyagi restore ~/tinyagi.tar.gz --workspace ~/second-workspace\n",
  );
}

/** Gives a command the arguments and the act of a restore. */
export function withRestore(command: Command, context: CliContext): Command {
  return command
    .argument(
      "<file>",
      "a backup: a file, or a name of `tinyagi backup list`; `latest` is the newest one at the target",
    )
    .option("-y, --yes", "do not ask for confirmation")
    .option("--dry-run", "verify the backup and change nothing; works while the daemon runs")
    .option("--accept-weaker", "restore settings that weaken a guard of this home, too")
    .option("--workspace <path>", "restore the workspaces into this folder, for a second home")
    .action((file: string, options: RestoreCommandOptions) => restore(context, file, options));
}

async function restore(context: CliContext, given: string, options: RestoreCommandOptions): Promise<void> {
  // A dry run only reads: the daemon may keep running.
  if (options.dryRun !== true && (await readLivingDaemon(context.paths.daemonFile)) !== undefined)
    throw new CliError("HOME_LOCKED", "The daemon of this home is running.", {
      hint: "Stop it first: tinyagi stop",
      exitCode: EXIT.homeHeld,
    });
  const { restoreHome } = await import("@tinyagi/daemon");
  const { workspace } = options;
  if (workspace === "")
    throw usageError("The folder for --workspace is empty.", "Give a folder: --workspace <path>");
  const file = await locateFile(context, given);
  const what = {
    env: homeEnvironment(context),
    file,
    ...(workspace === undefined ? {} : { workspace: resolve(workspace) }),
  };
  const found = await restoreHome({ ...what, dryRun: true, acceptWeaker: options.acceptWeaker === true });
  for (const line of facts([
    ["backup of", stamp(found.manifest.createdAt)],
    ["created by", `TinyAGI ${found.manifest.version}`],
    ["files", String(found.members)],
    ["workspaces", found.workspaceRoot ?? ""],
  ]))
    context.output.talk(line);
  for (const warning of found.warnings) context.output.talk(`warning: ${warning}`);
  if (options.dryRun === true) {
    for (const line of weakerLines(found.weaker, "will")) context.output.talk(line);
    context.output.data(found, () => ["The backup is complete and can be restored. Nothing was changed."]);
    return;
  }
  const agents = found.workspaceRoot === null ? "" : ` and files of agents in ${found.workspaceRoot}`;
  const question = `Replace the data in ${context.paths.home}${agents} with this backup?`;
  await confirm(context, question, options.yes === true);
  const acceptWeaker =
    canAsk(context) && options.yes !== true && (await acceptsWeaker(context, found.weaker));
  const report = await withProgress(context.output, "Restoring", () =>
    restoreHome({ ...what, dryRun: false, acceptWeaker: acceptWeaker || options.acceptWeaker === true }),
  );
  context.output.data(report, () => [
    "Restored. Start TinyAGI: tinyagi start",
    ...facts([
      ["old data", report.aside ?? ""],
      ["files of agents", String(report.workspaceFiles)],
    ]),
    ...report.notes,
    ...weakerLines({ ...report.weaker, taken: [] }, "did"),
  ]);
}

/** A file as it is given; else a name of the list, in the home or at the target, from where it is fetched. */
async function locateFile(context: CliContext, given: string): Promise<string> {
  const path = resolve(given);
  if (await isFile(path)) return path;
  const inHome = join(context.paths.home, "backups", basename(given));
  if (given === basename(given) && (await isFile(inHome))) return inHome;
  if (given !== LATEST && !isBackupName(given))
    throw usageError("The backup file does not exist.", "List the backups of this home: tinyagi backup list");
  const { fetchBackup } = await import("@tinyagi/daemon");
  return withProgress(context.output, "Fetching the backup", () =>
    fetchBackup({ env: homeEnvironment(context), wanted: given }),
  );
}

function isBackupName(given: string): boolean {
  return given === basename(given) && given.startsWith("tinyagi-") && given.endsWith(".tar.gz");
}

async function isFile(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isFile()) return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EACCES")
      throw usageError("The backup cannot be read.", "Your user may not read it: check its permissions");
    return false;
  }
  throw usageError("This is not a file.", "Give a file created by: tinyagi backup");
}
