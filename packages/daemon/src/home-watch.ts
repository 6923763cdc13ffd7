/**
 * Detects that the lock file or the database of a served home was removed or replaced, also while nothing is written.
 * The daemon then stops, because a second daemon could start on the home and anything stored now would be lost after
 * a restart.
 */

import type { Clock, Timer } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import { createFileGuard, storeFiles } from "@tinyagi/kernel";

/**
 * The store checks the files itself before it acknowledges a write. This only limits how long an idle daemon runs on.
 */
const LOOK_EVERY_MS = 1_000;

/**
 * Checks the files until they are lost or the watch is disposed.
 *
 * @param onLost called once, with an error for the person
 */
export function watchHome(
  { paths, clock }: { paths: HomePaths; clock: Clock },
  onLost: (error: AppError) => void,
): AsyncDisposable {
  const guard = createFileGuard([paths.lock, ...storeFiles(paths.database)]);
  let timer: Timer;
  function look(): void {
    const lost = guard.lost();
    if (lost !== undefined) onLost(lost === paths.lock ? lockLost(lost) : databaseLost(lost));
    else timer = clock.setTimer(LOOK_EVERY_MS, look);
  }
  look();
  return { [Symbol.asyncDispose]: async () => timer?.cancel() };
}

function lockLost(path: string): AppError {
  return new AppError(
    "HOME_LOCKED",
    `The daemon stopped because ${path} was removed or replaced: another daemon could have started on this home. Start it again with \`tinyagi start\`, and leave that file in its place.`,
  );
}

function databaseLost(path: string): AppError {
  return new AppError(
    "STORE_DAMAGED",
    `The daemon stopped because ${path} was removed or replaced: nothing could be stored safely any more. Put the file back, or restore a backup with \`tinyagi restore <file>\`, then start the daemon again.`,
  );
}
