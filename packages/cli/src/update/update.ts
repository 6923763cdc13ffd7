/**
 * Prepares an update and hands over to a copy of this version, which carries it out: code that is being replaced must not
 * load more of itself.
 */
import { accessSync, constants, cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { runVersion } from "../control/run-version.js";
import { CliError } from "../error/cli-error.js";
import { hit } from "./failpoint.js";
import { OTHER_WAYS } from "./install-kind.js";
import { readJournal, writeJournal } from "./journal.js";
import { commandIn, detectKind, listPlaces, type Places, removeWorkshop } from "./places.js";
import type { Source } from "./source.js";
import { stageVersion } from "./stage.js";
import { notYours, withUpdateLock } from "./update-lock.js";

/** @throws CliError for an installation that another tool made, with what updates it, and for one of another user */
export function updatablePlaces(context: CliContext): Places {
  const places = listPlaces(context);
  const kind = detectKind(context, places);
  if (kind !== "npm-global") {
    const { what, update } = OTHER_WAYS[kind];
    throw new CliError("UNAVAILABLE", `This TinyAGI ${what}, so it cannot update itself.`, { hint: update });
  }
  return places;
}

/** @throws CliError when this user may not replace the package or its command */
export function assertWritable({ modules, packageDir, bin }: Places, verb: "update" | "uninstall"): void {
  for (const folder of [modules, packageDir, ...(existsSync(bin) ? [dirname(bin)] : [])]) {
    try {
      accessSync(folder, constants.W_OK);
    } catch (error) {
      throw notYours(modules, verb, error);
    }
  }
}

/** Fetches, installs beside, tests, and copies this version. Nothing else changes. */
export async function prepareUpdate(context: CliContext, places: Places, source: Source): Promise<void> {
  const { env, paths, version, output } = context;
  await withUpdateLock(places, async () => {
    removeWorkshop(places);
    mkdirSync(places.workshop);
    const journal = {
      phase: "preparing",
      from: version,
      to: source.version,
      home: paths.home,
      wasRunning: (await readLivingDaemon(paths.daemonFile)) !== undefined,
      backup: null,
      keepsData: false,
      problem: null,
    } as const;
    writeJournal(places.journal, journal);
    hit(env, "preparing");
    output.talk(`Installing TinyAGI ${source.version} beside ${version}.`);
    try {
      await stageVersion(context, places, source);
      cpSync(places.packageDir, places.previous, { recursive: true, verbatimSymlinks: true });
      writeJournal(places.journal, { ...journal, phase: "stopping" });
    } catch (error) {
      removeWorkshop(places);
      throw error;
    }
    hit(env, "prepared");
  });
}

/** What the copy of the old version does: right after the preparation, or after an interruption. */
export interface Handover {
  readonly step: "apply" | "recover";
  readonly home: string;
  readonly stdout: "shown" | "quiet";
  /** For `apply`: how long the new version must live. */
  readonly watchSeconds?: number;
}

/** Runs the copy of the old version to its end. @returns its exit code */
export function runUpdater(
  context: CliContext,
  { step, home, stdout, watchSeconds }: Handover,
): Promise<number> {
  const program = commandIn(listPlaces(context).previous);
  const env = { ...context.env, TINYAGI_HOME: home };
  const watch = watchSeconds === undefined ? [] : ["--watch", String(watchSeconds)];
  const words = ["update", `--${step}`, ...watch];
  return runVersion(context, { program, words, env, stdout });
}

/**
 * Ends an update that was interrupted.
 *
 * @returns undefined when there was none, or one that had changed nothing; else the exit code of the program that
 * ended it
 */
export async function endInterruptedUpdate(
  context: CliContext,
  stdout: "shown" | "quiet",
): Promise<number | undefined> {
  const places = listPlaces(context);
  const journal = readJournal(places.journal);
  if (journal === undefined) return undefined;
  // Nothing had changed yet, and the copy may not be complete.
  if (journal.phase === "preparing") {
    await withUpdateLock(places, async () => removeWorkshop(places));
    context.output.talk(`An update to ${journal.to} was interrupted before it changed anything.`);
    return undefined;
  }
  return runUpdater(context, { step: "recover", home: journal.home, stdout });
}
