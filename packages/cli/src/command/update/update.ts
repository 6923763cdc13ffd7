/** `update`: replaces this version with another one, and puts it back when the other one does not work. */
import { type Command, Option } from "commander";
import gt from "semver/functions/gt.js";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { applyUpdate, type Outcome, recoverUpdate } from "../../update/apply.js";
import { readJournal } from "../../update/journal.js";
import { assertNoOtherDaemons } from "../../update/other-daemons.js";
import { listPlaces } from "../../update/places.js";
import { findSource, type Source } from "../../update/source.js";
import {
  assertWritable,
  endInterruptedUpdate,
  prepareUpdate,
  runUpdater,
  updatablePlaces,
} from "../../update/update.js";
import { withUpdateLock } from "../../update/update-lock.js";
import { facts } from "../../view/table.js";
import { parseSeconds } from "../option.js";

/** A version that crashes on the messages that wait for it does so soon. */
const WATCH_SECONDS = 15;

interface UpdateOptions {
  check?: boolean;
  dryRun?: boolean;
  from?: string;
  watch: number;
  apply?: boolean;
  recover?: boolean;
}

export function registerUpdate(program: Command, context: CliContext): void {
  program
    .command("update")
    .option("--check", "only show whether there is a newer version")
    .option(
      "--from <source>",
      "a packed tinyagi, a folder with some, or a version (default: the newest on npm)",
    )
    .option(
      "--watch <seconds>",
      "how long the new version must run without a crash before the update is done",
      parseSeconds,
      WATCH_SECONDS,
    )
    .option("--dry-run", "show what would be done and change nothing")
    // How one version of the program talks to another.
    .addOption(new Option("--apply", "carry out a prepared update").hideHelp())
    .addOption(new Option("--recover", "end an interrupted update").hideHelp())
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi update --check\n  tinyagi update\n  tinyagi update --from ./tinyagi-1.2.3.tgz\n",
    )
    .action((options: UpdateOptions) => {
      if (options.apply === true || options.recover === true) return carryOut(context, options);
      return update(context, options);
    });
}

async function update(context: CliContext, options: UpdateOptions): Promise<void> {
  const { output } = context;
  const places = updatablePlaces(context);
  const looksOnly = options.check === true || options.dryRun === true;
  if (!looksOnly) {
    assertWritable(places, "update");
    const ended = await endInterruptedUpdate(context, "shown");
    if (ended !== undefined) {
      context.exitCode = ended;
      output.talk("Run it again to start a new update: tinyagi update");
      return;
    }
  }
  const source = await findSource(context, options.from);
  const { version } = context;
  if (!gt(source.version, version)) return upToDate(context, source, options.from !== undefined);
  const found = { ok: true, version, available: source.version, updated: false };
  if (options.check === true) {
    output.data(found, () => [
      `TinyAGI ${source.version} is available; this is ${version}. Update: tinyagi update`,
    ]);
    return;
  }
  if (source.kind === "file" && source.checked === "checksum")
    output.talk("Its content was compared with its checksum. This release is not signed by the project.");
  if (source.kind === "file" && source.checked === "nothing")
    output.talk("There is no SHA256SUMS beside this file, so its content was compared with nothing.");
  if (options.dryRun === true) {
    output.data({ ...found, steps: STEPS }, () => [
      ...facts([
        ["installed", version],
        ["new", source.version],
        ["from", source.kind === "file" ? source.path : "npm"],
        ["package", places.packageDir],
        ["home", context.paths.home],
      ]),
      ...STEPS.map((step, index) => `${index + 1}. ${step}`),
      "Nothing was changed.",
    ]);
    return;
  }
  await assertNoOtherDaemons(context, places);
  await prepareUpdate(context, places, source);
  context.exitCode = await runUpdater(context, {
    step: "apply",
    home: context.paths.home,
    stdout: "shown",
    watchSeconds: options.watch,
  });
}

const STEPS = [
  "install the new version beside this one and test that it loads",
  "stop the daemon; running agents get time to finish",
  "back up the data",
  "put the new code in place, start it and check its status",
  "if it does not start: put code and data back and start this version again",
  "if it crashes soon after its start: put the code back where its data allows it",
] as const;

function upToDate({ version, output }: CliContext, source: Source, wasNamed: boolean): void {
  if (wasNamed && source.version !== version)
    throw new CliError("CONFLICT", `${source.version} is older than this version (${version}).`, {
      hint: "An older version cannot read newer data; to go back, restore a backup that it made",
    });
  output.data({ ok: true, version, available: source.version, updated: false }, () => [
    `TinyAGI ${version} is up to date`,
  ]);
}

/** In the copy of the old version. */
async function carryOut(context: CliContext, { apply, watch }: UpdateOptions): Promise<void> {
  const places = listPlaces(context);
  const outcome = await withUpdateLock(places, async () => {
    const journal = readJournal(places.journal);
    if (journal === undefined) throw new CliError("CONFLICT", "No update is under way.");
    if (apply !== true) return recoverUpdate(context, places, journal);
    return applyUpdate(context, { places, journal, watchMs: watch * 1_000 });
  });
  context.output.data({ ok: true, ...toShape(outcome) }, () => toLines(outcome));
}

function toShape({ from, version, result, daemon, backup }: Outcome) {
  return { version, previous: from, updated: result === "updated", daemon, backup };
}

function toLines({ from, version, result, daemon, backup }: Outcome): string[] {
  if (result === "abandoned") return [`TinyAGI ${version} is unchanged; its daemon is ${daemon}`];
  return [
    `TinyAGI ${version} is installed (before: ${from})`,
    ...facts([
      ["daemon", daemon],
      ["backup", backup ?? "none: this home has no data"],
    ]),
  ];
}
