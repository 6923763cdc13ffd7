/**
 * Limits the growth of a home. At the start and every ten minutes it removes what the settings call old, in small
 * writes. It never touches open data, never runs twice at the same time, stops immediately with the daemon, and
 * removes nothing after a jump of the clock.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import type { RetentionSettings } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import { pruneAutomaticBackups } from "../backup/automatic.js";
import { dropOldKept } from "../tree/tree-places.js";
import { type ClockTrust, RECENT_MS, trustAtStart, trustNow } from "./clock-trust.js";
import { sweepFiles } from "./sweep-files.js";
import { createSweepers } from "./sweepers.js";

const EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export interface Retention extends AsyncDisposable {
  /** Sweeps now and regularly from now on, whenever the clock can be trusted. */
  start(): void;
  /** Runs one pass, regardless of the clock. @returns how many rows and files were removed, by kind; kinds without any are omitted */
  sweep(): Promise<Record<string, number>>;
}

export interface RetentionOptions {
  store: Store;
  clock: Clock;
  log: Log;
  policy: () => RetentionSettings;
  /** Folders of received and sent files. */
  fileFolders: readonly string[];
  backups: string;
  /** The folder of the workspaces: agents that moved left theirs there. Default: none. */
  workspaces?: (() => string) | undefined;
}

export function createRetention(options: RetentionOptions): Retention {
  const { clock, log } = options;
  const ending = new AbortController();
  const isClockTrusted = watchClock(options);
  let timer: Timer | undefined;
  let current: Promise<Record<string, number>> | undefined;

  function sweep(): Promise<Record<string, number>> {
    current ??= pass(options, ending.signal).finally(() => {
      current = undefined;
    });
    return current;
  }

  async function tick(): Promise<void> {
    try {
      const removed = isClockTrusted() ? await sweep() : {};
      if (Object.keys(removed).length > 0) log.info({ removed }, "old data was removed");
    } catch (error) {
      // A full or locked disk. Old data is still old at the next pass.
      log.error({ err: error }, "old data could not be removed");
    }
    if (!ending.signal.aborted) timer = clock.setTimer(EVERY_MS, () => void tick());
  }

  return {
    start: () => void tick(),
    sweep,
    async [Symbol.asyncDispose]() {
      ending.abort();
      timer?.cancel();
      await current?.catch(() => {
        // The tick that started it reports the error.
      });
    },
  };
}

/** Checked before each pass. A doubt is logged once. */
function watchClock({ store, clock, log }: RetentionOptions): () => boolean {
  const read = () => ({ wall: clock.now(), monotonic: clock.monotonic() });
  let trust: ClockTrust | undefined;
  let isLogged = false;
  return () => {
    const now = read();
    trust = trustNow(trust ?? trustAtStart(now, store.events.lastUpTo(now.wall - RECENT_MS)), now);
    if (!trust.isTrusted && !isLogged)
      log.info({}, "old data is kept until the clock has been steady for an hour");
    isLogged = !trust.isTrusted;
    return trust.isTrusted;
  };
}

async function pass(options: RetentionOptions, signal: AbortSignal): Promise<Record<string, number>> {
  const { store, clock } = options;
  const policy = options.policy();
  const removed = new Map<string, number>();
  const count = (name: string, by: number) => {
    if (by > 0) removed.set(name, (removed.get(name) ?? 0) + by);
  };
  for (const [name, sweeper] of createSweepers({ store, policy, now: clock.now() })) {
    for (let done = false; !done && !signal.aborted; ) {
      const step = await store.write(sweeper);
      count(name.split(".")[0] ?? name, step.removed);
      done = step.done;
    }
  }
  if (policy.files > 0 && !signal.aborted) {
    const cutoff = clock.now() - policy.files * DAY_MS;
    count(
      "files",
      await sweepFiles({ store, folders: options.fileFolders, cutoff, now: clock.now(), signal }),
    );
  }
  if (policy.backups > 0 && !signal.aborted)
    count("backups", await pruneAutomaticBackups(options.backups, policy.backups));
  // Last: a folder that cannot be removed holds nothing else up.
  if (options.workspaces !== undefined && !signal.aborted)
    count("movedWorkspaces", await dropOldKept(options.workspaces(), clock.now()));
  return Object.fromEntries(removed);
}
