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
} from "@tinyagi/core";

/** @throws AppError `SETTINGS_UNREADABLE`, `SETTINGS_INVALID`: a start has no last good settings to fall back to */
export function openSettings(options: {
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
  return createSettingsService({
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
}
