/**
 * Reports when a file may have changed, also when an editor replaces it or a link leads to it. It watches
 * directories, because a watch on a file ends with its first replacement. It never polls and never reads the file.
 */
import { type FSWatcher, watch } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Clock, Log, Timer } from "@tinyagi/base";

/** Combines the several steps of an editor into one call. */
const SETTLE_MS = 50;
const UNWATCHED = "settings are not watched: an edit by hand is seen at the next change or restart";

export interface FileWatch {
  path: string;
  clock: Clock;
  log: Log;
  changed: () => void;
}

/** @returns a function that ends the watch; `changed` is not called afterwards */
export async function watchFile(options: FileWatch): Promise<() => void> {
  let timer: Timer | null = null;
  const settle = (): void => {
    timer?.cancel();
    timer = options.clock.setTimer(SETTLE_MS, options.changed);
  };
  const watchers = [...(await listPlaces(options.path))].map((place) =>
    watchPlace(place, settle, options.log),
  );
  return () => {
    timer?.cancel();
    for (const watcher of watchers) watcher?.close();
  };
}

async function listPlaces(path: string): Promise<Set<string>> {
  const places = new Set([path]);
  try {
    places.add(await realpath(path));
  } catch {
    // The file does not exist. The watch on its directory reports when it appears.
  }
  return places;
}

/** Without a watch (for example at the system's limit) the daemon still works: each write reads the file first. */
function watchPlace(place: string, settle: () => void, log: Log): FSWatcher | null {
  try {
    const watcher = watch(dirname(place), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(place)) settle();
    });
    watcher.on("error", (error) => {
      log.warn({ err: error }, UNWATCHED);
      watcher.close();
    });
    return watcher;
  } catch (error) {
    log.warn({ err: error }, UNWATCHED);
    return null;
  }
}
