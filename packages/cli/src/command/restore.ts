/** `restore`: puts a backup in the place of this home's data. Verifies first, asks, and moves aside what is there. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { EXIT } from "../context/exit-code.js";
import { when } from "../view/format.js";
import { facts } from "../view/table.js";
import { envOf } from "./backup.js";
import { confirm } from "./confirm.js";

interface RestoreCommandOptions {
  yes?: boolean;
  dryRun?: boolean;
  workspace?: string;
}

export function registerRestore(program: Command, context: CliContext): void {
  program
    .command("restore")
    .argument("<file>", "a backup made with `tinyagi backup`")
    .description("put a backup in the place of this home's data; what is there is moved aside")
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "verify the backup and change nothing; also while the daemon runs")
    .option("--workspace <path>", "put the agents' directories there, for a home beside another one")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi restore ~/tinyagi.tar.gz --dry-run\n  tinyagi stop && tinyagi restore ~/tinyagi.tar.gz\n  TINYAGI_HOME=~/.tinyagi-second tinyagi restore ~/tinyagi.tar.gz --workspace ~/second-workspace\n",
    )
    .action((file: string, options: RestoreCommandOptions) => restore(context, resolve(file), options));
}

async function restore(context: CliContext, file: string, options: RestoreCommandOptions): Promise<void> {
  await assertFile(file);
  // A rehearsal only reads: the daemon need not be stopped for it.
  if (options.dryRun !== true && (await readLivingDaemon(context.paths.daemonFile)) !== undefined)
    throw new CliError("HOME_LOCKED", "the daemon of this home runs", {
      hint: "stop it first: tinyagi stop",
      exitCode: EXIT.homeHeld,
    });
  const { restoreHome } = await import("@tinyagi/daemon");
  const { workspace } = options;
  if (workspace === "") throw usageError("the workspace has no name", "give a folder: --workspace <path>");
  const what = {
    ...{ env: envOf(context), file },
    ...(workspace === undefined ? {} : { workspace: resolve(workspace) }),
  };
  const found = await restoreHome({ ...what, dryRun: true });
  for (const line of facts([
    ["backup of", when(found.manifest.createdAt)],
    ["made by", `TinyAGI ${found.manifest.version}`],
    ["files", String(found.members)],
    ["agents work in", found.workspaceRoot ?? ""],
  ]))
    context.output.talk(line);
  for (const warning of found.warnings) context.output.talk(`! ${warning}`);
  if (options.dryRun === true) {
    context.output.data(found, () => ["The backup is whole and can be restored. Nothing was changed."]);
    return;
  }
  const agents = found.workspaceRoot === null ? "" : `, and files of agents into ${found.workspaceRoot}`;
  const question = `Put it in the place of the data in ${context.paths.home}${agents}?`;
  await confirm(context, question, options.yes === true);
  const report = await restoreHome({ ...what, dryRun: false });
  context.output.data(report, () => [
    "Restored. Start with: tinyagi start",
    ...facts([
      ["moved aside", report.aside ?? ""],
      ["files of agents", String(report.workspaceFiles)],
    ]),
    ...report.notes,
  ]);
}

async function assertFile(file: string): Promise<void> {
  try {
    if ((await stat(file)).isFile()) return;
  } catch (error) {
    throw usageError(
      "there is no such file",
      error instanceof Error && "code" in error && error.code === "EACCES"
        ? "it cannot be read by this user"
        : "see the backups of this home with: tinyagi backup list",
    );
  }
  throw usageError("that is no file", "give the archive that `tinyagi backup` made");
}
