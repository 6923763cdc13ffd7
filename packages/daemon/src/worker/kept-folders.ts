/** The folders that agents left on this machine when they moved: removed after thirty days, whether another agent moves or not. */
import type { Clock, Log } from "@tinyagi/base";
import { dropOldKept } from "@tinyagi/features";

const DAY_MS = 86_400_000;

/** Looks now and once a day. @param root of the workspaces */
export function watchKeptFolders(
  root: () => string,
  { clock, log }: { clock: Clock; log: Log },
): AsyncDisposable {
  let timer = clock.setTimer(0, look);
  let looking: Promise<void> = Promise.resolve();

  function look(): void {
    timer = clock.setTimer(DAY_MS, look);
    looking = dropOldKept(root(), clock.now()).then(
      (removed) => {
        if (removed > 0) log.info({ removed }, "folders that agents left a month ago were removed");
      },
      (err: unknown) => log.warn({ err }, "folders that agents left could not be removed; it is tried again"),
    );
  }

  return {
    async [Symbol.asyncDispose]() {
      timer.cancel();
      await looking;
    },
  };
}
