/** `import`: imports from another product, the home of an older TinyAGI, or a team from a template. */
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { homeEnvironment } from "../../context/home-environment.js";
import { CliError } from "../../error/cli-error.js";
import { askYesNo, canAsk } from "../../prompt/ask.js";
import { facts } from "../../view/table.js";
import { type WeakerLists, weakerLines } from "../../view/weaker-parts.js";
import { registerImportFrom } from "./import-from.js";
import { registerImportTeam } from "./import-team.js";
import { registerImportUndo } from "./import-undo.js";

interface Report {
  source: string;
  backup: string | null;
  counts: Record<string, number>;
  notes: string[];
  moreNotes: number;
  /** Absent in reports of earlier releases. */
  weaker?: WeakerLists;
}

interface HomeOptions {
  dryRun?: boolean;
  acceptWeaker?: boolean;
}

export function registerImport(program: Command, context: CliContext): void {
  const command = program
    .command("import")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi import --from openclaw --dry-run\n  tinyagi import --from claude-code ~/work/shop\n  tinyagi import undo\n  tinyagi import home --dry-run\n  tinyagi import home ~/.tinyclaw\n  tinyagi import report\n  tinyagi import team writers.json\n",
    );
  command
    .command("home")
    .argument("[folder]", "the old home (default: this home, or ~/.tinyclaw for a new default home)")
    .description("import a home of TinyAGI 0.0.20 with all its data; the first start does this automatically")
    .option("--dry-run", "show what would be imported and change nothing")
    .option("--accept-weaker", "take over settings that weaken a guard, too")
    .action((folder: string | undefined, options: HomeOptions) => home(context, folder, options));
  command
    .command("report")
    .description("show what the last import imported and changed")
    .action(() => lastReport(context));
  registerImportTeam(command, context);
  registerImportUndo(command, context);
  registerImportFrom(command, context, (folder, dryRun) => home(context, folder, { dryRun }));
}

async function home(context: CliContext, folder: string | undefined, options: HomeOptions): Promise<void> {
  const { importOldHome } = await import("@tinyagi/daemon");
  const what = { env: homeEnvironment(context), ...(folder === undefined ? {} : { from: resolve(folder) }) };
  const dryRun = options.dryRun === true;
  const ask = !dryRun && options.acceptWeaker !== true && canAsk(context);
  const acceptWeaker = ask
    ? await acceptsWeaker(context, (await importOldHome({ ...what, dryRun: true }))?.weaker)
    : options.acceptWeaker === true;
  const report = await importOldHome({ ...what, dryRun, acceptWeaker });
  if (report === null)
    throw new CliError("NOT_FOUND", "No data of an older TinyAGI was found.", {
      hint: "Give its folder: tinyagi import home <folder>",
    });
  context.output.data(report, () => [
    dryRun
      ? "This would be imported. Nothing was changed."
      : "Imported the old home. Start TinyAGI: tinyagi start",
    ...toLines(report, dryRun ? "will" : "did"),
  ]);
}

/** Asks only when there is something to accept. */
export async function acceptsWeaker(context: CliContext, weaker: WeakerLists | undefined): Promise<boolean> {
  if (weaker === undefined || weaker.left.length === 0) return false;
  for (const line of weakerLines({ ...weaker, taken: [] }, "will")) context.output.talk(line);
  return askYesNo(context, { message: "Take these settings over, too?", flag: "--accept-weaker" });
}

function toLines(report: Report, tense: "will" | "did" = "did"): string[] {
  return [
    ...facts([
      ["from", report.source],
      ["backup", report.backup ?? "the old home was not changed"],
      ...Object.entries(report.counts).map(([what, number]) => [what, String(number)] as const),
    ]),
    ...report.notes.map((note) => `- ${note}`),
    ...(report.moreNotes > 0 ? [`- and ${report.moreNotes} more`] : []),
    ...(report.weaker === undefined ? [] : weakerLines({ ...report.weaker, taken: [] }, tense)),
    ...(report.weaker === undefined || report.weaker.left.length > 0
      ? []
      : weakerLines(report.weaker, tense)),
  ];
}

async function lastReport(context: CliContext): Promise<void> {
  const backups = join(context.paths.home, "backups");
  const names = await readdir(backups).catch(() => {
    // Without the folder nothing was ever imported.
    return [];
  });
  for (const name of names
    .filter((candidate) => candidate.startsWith("0.0.20-"))
    .sort()
    .reverse()) {
    const report = await readReport(join(backups, name, "import-report.json"));
    if (report === null) continue;
    context.output.data(report, () => toLines(report));
    return;
  }
  throw new CliError("NOT_FOUND", "This home has no import report.", {
    hint: "Show what can be imported: tinyagi import home --dry-run",
  });
}

async function readReport(file: string): Promise<Report | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Report;
  } catch {
    // A folder that holds a backup only.
    return null;
  }
}
