/**
 * Tells when a file may have changed, also when an editor replaces it or it is reached through a link. It watches
 * the directories, since a watch on a file dies with its first replacement. It never polls and never reads the file.
 */
import { type FSWatcher, watch } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Clock, Timer } from "../base/clock.js";
import type { Log } from "../base/log.js";

/** An editor's several steps become one call. */
const SETTLE_MS = 50;
const UNWATCHED = "settings are not watched: an edit by hand is seen at the next change or restart";

export interface FileWatch {
  path: string;
  clock: Clock;
  log: Log;
  changed: () => void;
}

/** @returns what ends the watch; after it `changed` is not called again */
export async function watchFile(options: FileWatch): Promise<() => void> {
  let timer: Timer | null = null;
  const settle = (): void => {
    timer?.cancel();
    timer = options.clock.setTimer(SETTLE_MS, options.changed);
  };
  const watchers = [...(await placesOf(options.path))].map((place) => watchPlace(place, settle, options.log));
  return () => {
    timer?.cancel();
    for (const watcher of watchers) watcher?.close();
  };
}

async function placesOf(path: string): Promise<Set<string>> {
  const places = new Set([path]);
  try {
    places.add(await realpath(path));
  } catch {
    // Not there (any more): the directory of the path itself will tell when it comes.
  }
  return places;
}

/** Without a watch (the system's limit is reached) the daemon still runs: each write reads the file first. */
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
