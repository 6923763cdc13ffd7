/**
 * Keeps the process of one channel running. Guarantees: the state says what was true at most ten seconds ago; a crash is followed by a restart
 * after a growing delay; a failure that no restart can fix stops the channel; a process that hangs is ended; nothing that
 * happens here reaches another channel.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import type { ChannelConfig, ChannelEntry, FromChannel } from "@tinyagi/channels/process";
import { type ChannelState, type ChannelStatus, isAppError } from "@tinyagi/contracts";
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
const STALLED = "its process does not answer";

/** What the supervisor knows of its channel. */
export type SupervisedStatus = Omit<ChannelStatus, "id" | "enabled" | "waiting">;

export interface Supervisor {
  status(): SupervisedStatus;
  /** @returns false when it runs or is about to. @throws when its settings cannot be used */
  start(): Promise<boolean>;
  /** Resolves when the process has ended. @returns whether there was something to stop */
  stop(): Promise<boolean>;
}

export interface SupervisorOptions {
  readonly entry: ChannelEntry;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Settings, secrets and a token for one process. `revoke` makes the token worthless. */
  readonly grant: () => Promise<{ config: ChannelConfig; revoke: () => void }>;
  readonly clock: Clock;
  readonly log: Log;
  /** Removes secrets from texts of the process. */
  readonly redact: (text: string) => string;
  readonly onState: (state: ChannelState, reason: string | undefined) => void;
  /** While it waits for a login, another code took the place of the last one. */
  readonly onNewCode: () => void;
}

interface Facts {
  state: ChannelState;
  since: number;
  account?: string | undefined;
  reason?: string | undefined;
  nextStartAt?: number | undefined;
  login?: ChannelStatus["login"];
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { clock, log, redact } = options;
  let facts: Facts = { state: "stopped", since: clock.now() };
  let crashes: readonly number[] = [];
  let live: ChannelProcess | undefined;
  let watched: Watch | undefined;
  let restart: Timer | undefined;
  /** Whether it should run. An answer that arrives after `stop` must not start it again. */
  let wanted = false;

  function become(state: ChannelState, more: Partial<Facts> = {}): void {
    const { account } = facts;
    const isNew = facts.state !== state || facts.reason !== more.reason;
    // The code of a login changes every few seconds, and whoever shows it must learn of the next one.
    const isNewCode = JSON.stringify(facts.login) !== JSON.stringify(more.login);
    facts = { state, since: isNew ? clock.now() : facts.since, account, ...more };
    if (isNew) options.onState(state, more.reason);
    else if (isNewCode) options.onNewCode();
  }

  function stall(watch: Watch): void {
    watch.before = facts;
    become("stalled", { reason: STALLED });
  }

  /** What was true before it stopped to answer is true again, until it says otherwise. */
  function recover({ state, since: _began, ...more }: Facts): void {
    if (facts.state === "stalled") become(state, more);
  }

  function hear(message: FromChannel, watch: Watch): void {
    watch.heardAt = clock.now();
    watch.unanswered = 0;
    if (watch.before !== undefined) recover(watch.before);
    watch.before = undefined;
    if (message.kind === "failed") watch.failure = redact(message.reason);
    else if (message.kind === "log") log[message.level](message.fields, redact(message.message));
    else if (message.kind === "connection") {
      const { connection } = message;
      if (connection.state === "connecting") become("starting");
      else if (connection.state === "connected") become("connected", { account: connection.account });
      else if (connection.state === "login") become("login", { login: connection.login });
      else become("reconnecting", { reason: redact(connection.reason) });
    }
  }

  async function launch(): Promise<void> {
    const { config, revoke } = await options.grant();
    // After a stop and a start meanwhile, two starts come to this point.
    if (!wanted || live !== undefined) return revoke();
    const watch: Watch = { heardAt: clock.now(), unanswered: 0, failure: undefined, before: undefined };
    const child = startChannelProcess({ ...options, onMessage: (message) => hear(message, watch) });
    live = child;
    watched = watch;
    become("starting");
    child.send({ kind: "run", config });
    const timer = watchSilence(child, watch, { clock, onStalled: () => stall(watch) });
    void child.ended.then((end) => {
      timer.cancel();
      revoke();
      live = undefined;
      watched = undefined;
      afterEnd(watch.failure, redact(end));
    });
  }

  function afterEnd(failure: string | undefined, end: string): void {
    if (!wanted) become("stopped");
    else if (failure !== undefined) {
      wanted = false;
      log.error({ reason: failure }, "a channel failed and is not started again");
      become("failed", { reason: failure });
    } else startLater(end);
  }

  function startLater(end: string): void {
    const now = clock.now();
    crashes = [...recentCrashes(crashes, now), now];
    const delayMs = restartDelay(crashes);
    log.error({ reason: end, delayMs }, "the process of a channel ended unexpectedly");
    become("crashed", { reason: end, nextStartAt: now + delayMs });
    restart = clock.setTimer(delayMs, () => {
      restart = undefined;
      launch().catch((error: unknown) => {
        const reason = reasonOf(error);
        // Settings that cannot be used need a person. Anything else, such as a full disk, may go away by itself.
        if (isAppError(error) && !error.retryable) afterEnd(reason, reason);
        else startLater(reason);
      });
    });
  }

  const reasonOf = (error: unknown): string => redact(error instanceof Error ? error.message : String(error));

  return {
    status() {
      const recent = recentCrashes(crashes, clock.now()).length;
      const pid = live?.pid;
      return {
        ...withoutUndefined(facts),
        ...(watched === undefined ? {} : heardFrom(watched, facts.state, clock.now())),
        running: live !== undefined,
        crashes: recent,
        ...(pid === undefined ? {} : { pid }),
      };
    },
    async start() {
      if (live !== undefined || restart !== undefined || wanted) return false;
      wanted = true;
      try {
        await launch();
      } catch (error) {
        wanted = false;
        // Whoever asked for the start may be the daemon itself: only the state shows a person what is wrong.
        become("failed", { reason: reasonOf(error) });
        throw error;
      }
      return true;
    },
    async stop() {
      const wasWanted = wanted;
      wanted = false;
      restart?.cancel();
      restart = undefined;
      if (live !== undefined) await end(live, clock);
      if (wasWanted) become("stopped");
      return wasWanted;
    },
  };
}

interface Watch {
  /** Milliseconds since the epoch. */
  heardAt: number;
  /** Pings since then. */
  unanswered: number;
  /** What was known before it stopped to answer. */
  before: Facts | undefined;
  /** Why the process says that it cannot work. */
  failure: string | undefined;
}

/** The age of what is shown, in the facts and in words. */
function heardFrom(
  { heardAt }: Watch,
  state: ChannelState,
  now: number,
): { heardAt: number; reason?: string } {
  if (state !== "stalled") return { heardAt };
  return { heardAt, reason: `its process has not answered for ${Math.round((now - heardAt) / 1_000)} s` };
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

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined(
  facts: Facts,
): Pick<Facts, "state" | "since"> & Present<Omit<Facts, "state" | "since">> {
  const { state, since, ...rest } = facts;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { state, since, ...(Object.fromEntries(given) as Present<typeof rest>) };
}
