/**
 * Makes a backup each day, verifies it, and copies it to the target. Guarantees: what fails is recorded once a cause and
 * tried again; a failure elsewhere never touches the backup in the home; old backups are removed only after a new one is
 * whole. One pass at a time.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Log, Timer } from "@tinyagi/base";
import { lastTimeOfDay, startOfDay } from "@tinyagi/base";
import { type BackupStatus, type DailyBackupState, isAppError, type Settings } from "@tinyagi/contracts";
import { toStorageFault } from "@tinyagi/contracts/storage-fault";
import type { Journal, Store } from "@tinyagi/kernel";
import type { Backups } from "./backups.js";
import type { BackupFile } from "./create-backup.js";
import { type DailyName, dailyName, isOfPast, outdated, parseDailyName } from "./daily-name.js";
import { readDailyState, writeDailyState } from "./daily-state.js";
import type { HomeMarks } from "./home-marks.js";
import { problemOfBackup } from "./problem-of-backup.js";
import type { BackupTarget } from "./target/backup-target.js";

/** A start has more urgent work. */
const FIRST_MS = 5 * 60_000;
const EVERY_MS = 10 * 60_000;
/** A person waits for the answer of a target that hangs. */
const TARGET_MS = 20_000;

export interface DailyBackupsOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  backups: Backups;
  /** The home's folder of backups. */
  folder: string;
  marks: HomeMarks;
  settings: () => Settings;
  openTarget: () => Promise<BackupTarget | undefined>;
}

export interface DailyBackups extends AsyncDisposable {
  start(): void;
  /** What is set, what worked, and what the target has. Asks the target. */
  status(): Promise<BackupStatus>;
  /** Makes one now, unless that of today only lacks its copy, and copies it. What fails is in the state. */
  run(): Promise<DailyBackupState>;
}

interface Pass extends DailyBackupsOptions {
  signal: AbortSignal;
}

export function createDailyBackups(options: DailyBackupsOptions): DailyBackups {
  const { clock, log } = options;
  const ending = new AbortController();
  let timer: Timer | undefined;
  let current: Promise<DailyBackupState> | undefined;
  let copied: string | undefined;

  function pass(now: boolean): Promise<DailyBackupState> {
    // A wish that comes during a pass waits for it: that one may have begun before what the person changed.
    const before = current ?? Promise.resolve();
    const mine = before
      .catch(() => undefined)
      .then(() => oncePer(options, ending.signal, { now, copied }))
      .then((state) => {
        copied = state.copied?.name;
        return state;
      })
      .finally(() => {
        if (current === mine) current = undefined;
      });
    current = mine;
    return mine;
  }

  function arm(delayMs: number): void {
    timer = clock.setTimer(delayMs, () => {
      void pass(false)
        .catch((error: unknown) =>
          log.error({ err: error }, "the daily backup failed; TinyAGI will try again"),
        )
        .finally(() => {
          if (!ending.signal.aborted) arm(EVERY_MS);
        });
    });
  }

  return {
    start: () => arm(FIRST_MS),
    run: () => pass(true),
    status: async () => ({
      ...(await readDailyState(options.folder)),
      ...(await getStatus(options, AbortSignal.any([ending.signal, AbortSignal.timeout(TARGET_MS)]))),
    }),
    async [Symbol.asyncDispose]() {
      ending.abort();
      timer?.cancel();
      await current?.catch(() => undefined);
    },
  };
}

async function getStatus(
  { settings, openTarget }: DailyBackupsOptions,
  signal: AbortSignal,
): Promise<Pick<BackupStatus, "daily" | "at" | "keep" | "target">> {
  const { daily, at, keep, target: place } = settings().backup;
  if (place === undefined) return { daily, at, keep, target: null };
  try {
    const files = (await (await openTarget())?.list(signal)) ?? [];
    const known = files.flatMap(({ name, bytes }) => {
      const parsed = parseDailyName(name);
      return parsed === undefined ? [] : [{ name, bytes, createdAt: parsed.time }];
    });
    const newestFirst = known.sort((a, b) => b.createdAt - a.createdAt);
    return { daily, at, keep, target: { place, files: newestFirst, problem: null } };
  } catch (error) {
    return { daily, at, keep, target: { place, files: [], problem: toReason(error) } };
  }
}

/** @param wish.copied the backup that is known to be at the target, so that it is not looked up at each pass */
async function oncePer(
  options: DailyBackupsOptions,
  signal: AbortSignal,
  wish: { now: boolean; copied: string | undefined },
): Promise<DailyBackupState> {
  const parts: Pass = { ...options, signal };
  const { backup } = options.settings();
  const before = await readDailyState(options.folder);
  const newest = await newestHere(parts);
  const isDue =
    (wish.now && !(await waitsForCopy(parts, before, newest))) ||
    (backup.daily && isOlder(newest?.time, lastTimeOfDay(backup.at, options.clock.now())));
  if (isDue) {
    const step: Step = { state: before, stage: "make", place: null };
    const { state, result: made } = await attempt(parts, step, () => make(parts));
    if (made === undefined) return state;
    await settle(parts, made);
    return copy(parts, state, made.name);
  }
  if (newest === undefined || (wish.copied === newest.name && before.failure === null)) return before;
  return copy(parts, before, newest.name);
}

function isOlder(time: number | undefined, due: number): boolean {
  return time === undefined || time < due;
}

/** Whether a whole backup of today lacks nothing but its copy. Another one would not help. */
async function waitsForCopy(
  { folder, clock }: Pass,
  { failure }: DailyBackupState,
  newest: DailyName | undefined,
): Promise<boolean> {
  if (failure?.stage !== "copy" || newest === undefined) return false;
  if (startOfDay(newest.time) !== startOfDay(clock.now())) return false;
  return (await problemOfBackup(join(folder, newest.name))) === null;
}

/** The newest one of this home. One from the future, before the clock was set back, must not stop those of today. */
async function newestHere({ backups, marks, clock }: Pass) {
  const known = await marks.known();
  return (await backups.list())
    .flatMap(({ name }) => parseDailyName(name) ?? [])
    .filter((daily) => known.has(daily.mark) && isOfPast(daily, clock.now()))
    .sort((a, b) => b.time - a.time)[0];
}

async function make({ backups, marks, settings }: Pass): Promise<BackupFile> {
  const mark = await marks.own();
  await backups.idle();
  return backups.create(settings().backup.workspaces, {
    nameOf: (time) => dailyName(time, mark),
    check: async (archive) => {
      const problem = await problemOfBackup(archive);
      if (problem !== null) throw new Error(problem);
    },
  });
}

/** What follows a backup. What fails here takes nothing from it: old ones are removed after the next one then. */
async function settle(parts: Pass, { name, bytes }: BackupFile): Promise<void> {
  const { backups, folder, log } = parts;
  log.info({ name, bytes, createdAt: parts.clock.now() }, "the daily backup was made");
  await isDone(parts, "the event of the daily backup could not be written", () =>
    parts.store.write(() => parts.journal.append("backup.made", { name, bytes })),
  );
  await isDone(parts, "old daily backups could not be removed", async () => {
    const names = (await backups.list()).map((file) => file.name);
    for (const old of outdated(names, await readRetention(parts)))
      await rm(join(folder, old), { force: true });
  });
}

async function readRetention({ marks, settings, clock }: Pass) {
  return { marks: await marks.known(), keep: settings().backup.keep, now: clock.now() };
}

async function copy(parts: Pass, state: DailyBackupState, name: string): Promise<DailyBackupState> {
  const { folder, clock, settings, signal } = parts;
  const { target: place = null } = settings().backup;
  const done = await attempt(parts, { state, stage: "copy", place }, async () => {
    const target = await parts.openTarget();
    if (target === undefined) return null;
    const there = await target.list(signal);
    if (!there.some((file) => file.name === name))
      await target.put({ name, path: join(folder, name), signal });
    const names = new Set([...there.map((file) => file.name), name]);
    for (const old of outdated([...names], await readRetention(parts))) await target.remove(old, signal);
    return { name, place: target.place, at: clock.now() };
  });
  if (done.result === undefined) return done.state;
  const next = { ...done.state, copied: done.result };
  await remember(parts, next);
  return next;
}

interface Step {
  state: DailyBackupState;
  stage: "make" | "copy";
  place: string | null;
}

/** Does one step, and records its failure once a cause. @returns the state after it, and its result unless it failed */
async function attempt<T>(
  parts: Pass,
  { state, stage, place }: Step,
  work: () => Promise<T>,
): Promise<{ state: DailyBackupState; result?: T }> {
  const { failure } = state;
  try {
    const result = await work();
    const isOver = failure !== null && (stage === "copy" || failure.stage === "make");
    return { state: isOver ? { ...state, failure: null } : state, result };
  } catch (error) {
    if (parts.signal.aborted) throw error;
    const reason = toReason(error);
    parts.log.error({ err: error, stage }, "the daily backup failed; TinyAGI will try again");
    if (failure?.stage === stage && failure.reason === reason && failure.place === place) return { state };
    const next = { ...state, failure: { stage, reason, place, since: parts.clock.now() } };
    // On a full disk nothing is written. The state is then not saved either, so that the next attempt tells the cause.
    const isTold = await isDone(parts, "a failure of the daily backup could not be recorded", () =>
      parts.store.write(() => parts.journal.append("backup.failed", { stage, reason, place })),
    );
    if (isTold) await remember(parts, next);
    return { state: next };
  }
}

async function remember(parts: Pass, state: DailyBackupState): Promise<void> {
  await isDone(parts, "the state of the daily backup could not be saved", () =>
    writeDailyState(parts.folder, state),
  );
}

/** Does what a backup does not depend on. @param failed what the log says if it throws */
async function isDone({ log }: Pass, failed: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.error({ err: error }, failed);
    return false;
  }
}

/** Without paths of files: a person reads it in a chat. The log has the rest. */
function toReason(error: unknown): string {
  if (isAppError(error)) return error.message;
  const fault = toStorageFault(error);
  if (fault !== undefined) return `${fault.reason}. ${fault.action}`;
  return "an unexpected reason; see `tinyagi logs`.";
}
