/** The settings of a home with its database. Every change is recorded as a revision and an event, a refused file as an event. */
import type { Clock, Failpoints, Log } from "@tinyagi/base";
import type { SettingsChange } from "@tinyagi/home";
import { createSettingsService, FILE_AUTHOR, type SettingsService } from "@tinyagi/home";
import type { Journal, Store } from "@tinyagi/kernel";
import { unrecordedPaths } from "./settings-revisions.js";

export interface OpenSettingsOptions {
  /** Of settings.json, which must exist. */
  path: string;
  /** Home of the daemon. */
  home: string;
  /** Home of the user the daemon runs as. */
  userHome: string;
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  failpoints: Failpoints;
}

/** @throws AppError `SETTINGS_UNREADABLE`, `SETTINGS_INVALID`: at the start there are no last good settings */
export async function openSettings(options: OpenSettingsOptions): Promise<SettingsService> {
  const { store, journal, clock, log, failpoints } = options;
  const service = await createSettingsService({
    path: options.path,
    home: options.home,
    userHome: options.userHome,
    log,
    clock,
    failpoints,
    onRevision: (change) =>
      store.write(() => {
        const revision = addRevision(options, change);
        journal.append("settings.changed", { author: change.author.label, revision, paths: change.paths });
      }),
    onRejected: (problem) =>
      void store
        .write(() => journal.append("settings.rejected", { reason: problem }))
        .catch((error: unknown) =>
          log.error({ err: error }, "a rejected settings file could not be recorded"),
        ),
  });
  try {
    await recordFound(options, service.current());
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
  return service;
}

/** The file as found is the first revision, so that the history has a base; later ones record edits between two runs. */
async function recordFound(
  options: OpenSettingsOptions,
  settings: SettingsChange["settings"],
): Promise<void> {
  const { store, journal } = options;
  const last = store.history.lastRevision();
  const paths = unrecordedPaths(last, settings);
  if (paths === null) return;
  await store.write(() => {
    const revision = addRevision(options, { author: FILE_AUTHOR, paths, settings });
    if (last !== undefined)
      journal.append("settings.changed", { author: FILE_AUTHOR.label, revision, paths });
  });
}

function addRevision(
  { store, clock }: OpenSettingsOptions,
  { author, paths, settings }: Pick<SettingsChange, "author" | "paths" | "settings">,
): number {
  return store.history.addRevision({
    author: author.label,
    paths: JSON.stringify(paths),
    content: JSON.stringify(settings),
    created_at: clock.now(),
  });
}
