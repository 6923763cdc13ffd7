/** Looks at this machine again and again, so that the daemon knows what agents find here. */
import type { Clock, Log } from "@tinyagi/base";
import type { WorkerLink } from "@tinyagi/worker";
import { lookAtMachine, type MachineLook } from "./machine-facts.js";

/** What a person does on the machine is seen after so long. Programs that did not change are not started. */
const LOOK_MS = 30_000;

/** Looks at once, too. What cannot be seen is tried again. */
export function watchMachine(
  link: Pick<WorkerLink, "machine">,
  { clock, log, ...look }: Omit<MachineLook, "now"> & { readonly clock: Clock; readonly log: Log },
): AsyncDisposable {
  let isClosed = false;
  let timer = clock.setTimer(0, next);
  let looking: Promise<void> = Promise.resolve();

  function next(): void {
    looking = lookAtMachine({ ...look, now: () => clock.now() })
      .then(
        (facts) => {
          if (!isClosed) link.machine(facts);
        },
        (err: unknown) => log.warn({ err }, "this machine could not be looked at; it is tried again"),
      )
      .finally(() => {
        if (!isClosed) timer = clock.setTimer(LOOK_MS, next);
      });
  }

  return {
    async [Symbol.asyncDispose]() {
      isClosed = true;
      timer.cancel();
      await looking;
    },
  };
}
