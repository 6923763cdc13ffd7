/**
 * Keeps the process of one channel running. Guarantees: the state says what was true at most ten seconds ago; a crash is
 * followed by a restart after a growing delay; a failure that no restart can fix stops the channel; a process that hangs
 * is ended; nothing that happens here reaches another channel.
 */

import type { Clock, Timer } from "@tinyagi/base";
import { isAppError } from "@tinyagi/contracts";
import {
  type Because,
  become,
  getStatus,
  type SupervisedStatus,
  type SupervisorOptions,
  type SupervisorParts,
  stall,
  takeReport,
  type Watch,
} from "./channel-facts.js";
import { type ChannelProcess, startChannelProcess } from "./channel-process.js";
import { recentCrashes, restartDelay } from "./restart-delay.js";

/** How long a process may take to stop by itself. */
const STOP_MS = 5_000;
/** Often enough that a state which is shown is never old. */
const PING_EVERY_MS = 2_000;
/** So many pings without an answer, and the state says so. */
const STALLED_PINGS = 3;
/** So many, and the process hangs. They are counted, not timed: a daemon that was stopped for an hour has sent one. */
const HUNG_PINGS = 15;

export interface Supervisor {
  status(): SupervisedStatus;
  /** @returns false when it runs or is about to. @throws when its settings cannot be used */
  start(): Promise<boolean>;
  /** Resolves when the process has ended. @returns whether there was something to stop */
  stop(): Promise<boolean>;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const parts: SupervisorParts = {
    ...options,
    facts: { state: "stopped", since: options.clock.now() },
    crashes: [],
    live: undefined,
    watched: undefined,
    restart: undefined,
    wanted: false,
  };
  return { status: () => getStatus(parts), start: () => start(parts), stop: () => stop(parts) };
}

/** As `Supervisor.start`. */
async function start(parts: SupervisorParts): Promise<boolean> {
  if (parts.live !== undefined || parts.restart !== undefined || parts.wanted) return false;
  parts.wanted = true;
  try {
    await launch(parts);
  } catch (error) {
    parts.wanted = false;
    // Whoever asked for the start may be the daemon itself: only the state shows a person what is wrong.
    become(parts, "failed", { reason: toReason(parts, error) });
    throw error;
  }
  return true;
}

/** As `Supervisor.stop`. */
async function stop(parts: SupervisorParts): Promise<boolean> {
  const { wanted: wasWanted, live } = parts;
  parts.wanted = false;
  parts.restart?.cancel();
  parts.restart = undefined;
  if (live !== undefined) await end(live, parts.clock);
  if (wasWanted) become(parts, "stopped");
  return wasWanted;
}

/** Starts a process and watches it. @throws what `grant` throws */
async function launch(parts: SupervisorParts): Promise<void> {
  const { clock, redact } = parts;
  const { config, revoke } = await parts.grant();
  // After a stop and a start meanwhile, two starts come to this point.
  if (!parts.wanted || parts.live !== undefined) return revoke();
  const watch: Watch = { heardAt: clock.now(), unanswered: 0, failure: undefined, before: undefined };
  const child = startChannelProcess({ ...parts, onMessage: (message) => takeReport(parts, message, watch) });
  parts.live = child;
  parts.watched = watch;
  become(parts, "starting");
  child.send({ kind: "run", config });
  const timer = watchSilence(child, watch, { clock, onStalled: () => stall(parts, watch) });
  void child.ended.then((end) => {
    timer.cancel();
    revoke();
    parts.live = undefined;
    parts.watched = undefined;
    afterEnd(parts, watch.failure, redact(end));
  });
}

function afterEnd(parts: SupervisorParts, failure: Because | undefined, end: string): void {
  if (!parts.wanted) become(parts, "stopped");
  else if (failure !== undefined) {
    parts.wanted = false;
    parts.log.error({ reason: failure.reason }, "a channel failed and is not started again");
    become(parts, "failed", failure);
  } else startLater(parts, end);
}

function startLater(parts: SupervisorParts, end: string): void {
  const { clock, log } = parts;
  const now = clock.now();
  parts.crashes = [...recentCrashes(parts.crashes, now), now];
  const delayMs = restartDelay(parts.crashes);
  log.error({ reason: end, delayMs }, "the process of a channel ended unexpectedly");
  become(parts, "crashed", { reason: end, nextStartAt: now + delayMs });
  parts.restart = clock.setTimer(delayMs, () => {
    parts.restart = undefined;
    launch(parts).catch((error: unknown) => {
      const reason = toReason(parts, error);
      // Settings that cannot be used need a person. Anything else, such as a full disk, may go away by itself.
      if (isAppError(error) && !error.retryable) afterEnd(parts, { reason }, reason);
      else startLater(parts, reason);
    });
  });
}

function toReason({ redact }: SupervisorParts, error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error));
}

function watchSilence(
  child: ChannelProcess,
  watch: Watch,
  { clock, onStalled }: { clock: Clock; onStalled: () => void },
): Timer {
  let timer: Timer;
  const check = () => {
    if (watch.unanswered >= HUNG_PINGS) child.kill();
    else if (watch.unanswered >= STALLED_PINGS && watch.before === undefined) onStalled();
    watch.unanswered += 1;
    child.send({ kind: "ping" });
    timer = clock.setTimer(PING_EVERY_MS, check);
  };
  timer = clock.setTimer(PING_EVERY_MS, check);
  return { cancel: () => timer.cancel() };
}

async function end(child: ChannelProcess, clock: Clock): Promise<void> {
  child.send({ kind: "stop" });
  const timer = clock.setTimer(STOP_MS, () => child.kill());
  await child.ended;
  timer.cancel();
}
