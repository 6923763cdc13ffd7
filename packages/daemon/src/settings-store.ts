/** The settings of a running daemon: every change is a revision in the database and an event, a refused file too. */
import {
  type Clock,
  createSettingsService,
  type Failpoints,
  type Journal,
  type Log,
  type SettingsChange,
  type SettingsService,
  type Store,
  unrecordedPaths,
} from "@tinyagi/core";

const FILE_AUTHOR = "file";

/** @throws AppError `SETTINGS_UNREADABLE`, `SETTINGS_INVALID`: a start has no last good settings to fall back to */
export async function openSettings(options: {
  path: string;
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  failpoints: Failpoints;
}): Promise<SettingsService> {
  const { store, journal, clock, log, failpoints } = options;
  function record(change: SettingsChange): void {
    const revision = store.history.addRevision({
      author: change.author,
      paths: JSON.stringify(change.paths),
      content: JSON.stringify(change.settings),
      created_at: clock.now(),
    });
    journal.append("settings.changed", { author: change.author, revision, paths: change.paths });
  }
  const service = await createSettingsService({
    path: options.path,
    ...{ log, clock, failpoints },
    onRevision: (change) => store.write(() => record(change)),
    onRejected: (problem) =>
      void store
        .write(() => journal.append("settings.rejected", { reason: problem }))
        .catch((error: unknown) =>
          log.error({ err: error }, "a rejected settings file could not be recorded"),
        ),
  });
  try {
    await recordFound(options, service);
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
  return service;
}

/** The file as found is the first revision, so that the history has a base; later ones tell of edits while nothing ran. */
async function recordFound(
  { store, journal, clock }: { store: Store; journal: Journal; clock: Clock },
  service: SettingsService,
): Promise<void> {
  const settings = service.current();
  const last = store.history.lastRevision();
  const paths = unrecordedPaths(last, settings);
  if (paths === null) return;
  await store.write(() => {
    const revision = store.history.addRevision({
      author: FILE_AUTHOR,
      paths: JSON.stringify(paths),
      content: JSON.stringify(settings),
      created_at: clock.now(),
    });
    if (last !== undefined) journal.append("settings.changed", { author: FILE_AUTHOR, revision, paths });
  });
}
