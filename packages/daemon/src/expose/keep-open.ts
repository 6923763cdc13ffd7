/** Keeps one tunnel open: a program that ends by itself is started again after a growing wait, a few times in a row. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Log } from "@tinyagi/base";
import type { ExposeProblem } from "@tinyagi/contracts";
import { ExposeFault } from "./expose-fault.js";
import { runTunnel, type TunnelRun, type TunnelTimes } from "./tunnel-run.js";

export interface KeepTimes extends TunnelTimes {
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  /** A tunnel that was open for so long begins anew with its tries. */
  readonly healthyMs: number;
}

/** In a row. */
const RESTARTS_MAX = 6;
/** Nothing that a new start could solve. */
const FINAL: ReadonlySet<ExposeProblem["code"]> = new Set([
  "no_login",
  "not_installed",
  "not_logged_in",
  "not_enabled",
  "not_permitted",
  "wrong_name",
  "too_open",
]);

export interface KeepOpen extends Omit<TunnelRun, "times"> {
  readonly times: KeepTimes;
  readonly clock: Clock;
  readonly log: Log;
  /** Told why it ended, before it is started again. */
  readonly interrupted: (problem: ExposeProblem) => Promise<void>;
}

/** Resolves when the signal aborts. @throws ExposeFault when it never opened, or is given up */
export async function keepOpen(options: KeepOpen): Promise<void> {
  const { times, clock, signal, log, interrupted } = options;
  let waitMs = times.firstWaitMs;
  let tries = 0;
  let wasOpen = false;
  for (;;) {
    let openedAt: number | undefined;
    const opened = async (url: string) => {
      await options.opened(url);
      openedAt = clock.monotonic();
      wasOpen = true;
    };
    try {
      return await runTunnel({ ...options, opened });
    } catch (error) {
      const fault = toFault(error, log);
      // The first start is answered with its problem. What will not become better by itself is not tried again.
      if (!wasOpen || FINAL.has(fault.problem.code)) throw fault;
      if (openedAt !== undefined && clock.monotonic() - openedAt > times.healthyMs) {
        waitMs = times.firstWaitMs;
        tries = 0;
      }
      tries += 1;
      if (tries > RESTARTS_MAX) throw fault;
      await interrupted(fault.problem);
    }
    if (!(await waited(waitMs, signal))) return;
    waitMs = Math.min(2 * waitMs, times.maxWaitMs);
  }
}

export function toFault(error: unknown, log: Log): ExposeFault {
  if (error instanceof ExposeFault) return error;
  log.error({ err: error }, "a tunnel failed");
  return new ExposeFault("ended", { said: error instanceof Error ? error.message : "" });
}

/** @returns false when the signal aborted */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
