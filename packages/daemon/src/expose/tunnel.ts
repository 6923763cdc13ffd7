/**
 * Opens TinyOffice to elsewhere for a time, through a tunnel program. At most one tunnel is open. It ends when a person stops
 * it, at its time, when its program fails for good, and with the daemon.
 */
import type { Clock, Log } from "@tinyagi/base";
import {
  AppError,
  EXPOSE_OFF,
  EXPOSE_READY_MS,
  type ExposeEnd,
  type ExposeProblem,
  type ExposeWay,
  type Exposure,
} from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import { cloudflaredWay } from "./cloudflared.js";
import { ExposeFault } from "./expose-fault.js";
import type { Doors, Gateway } from "./gateway.js";
import { type KeepTimes, keepOpen, toFault } from "./keep-open.js";
import { tailscaleWay } from "./tailscale.js";
import { tunnelEnvironment, type Variables } from "./tunnel-program.js";
import { tunnelProgram } from "./tunnel-programs.js";
import type { TunnelRecord } from "./tunnel-record.js";
import type { PlanTunnel } from "./way.js";

const PLANS: Readonly<Record<ExposeWay, PlanTunnel>> = {
  tailscale: tailscaleWay("serve"),
  funnel: tailscaleWay("funnel"),
  cloudflared: cloudflaredWay,
};
const TIMES: KeepTimes = {
  readyMs: EXPOSE_READY_MS,
  pollMs: 250,
  lookMs: 15_000,
  firstWaitMs: 1_000,
  maxWaitMs: 60_000,
  healthyMs: 600_000,
};
const TIME_STEP_MS = 10_000;

export interface TunnelOptions {
  readonly doors: Doors;
  readonly record: TunnelRecord;
  readonly variables: Variables;
  /** For a file of a program. */
  readonly folder: string;
  /** Whether the settings require a login. */
  readonly hasLogin: () => boolean;
  readonly store: Pick<Store, "write">;
  readonly journal: Pick<Journal, "append">;
  readonly clock: Clock;
  readonly log: Log;
  readonly times?: Partial<KeepTimes>;
}

export interface StartWish {
  readonly via: ExposeWay;
  readonly minutes: number;
  readonly by: string;
}

export interface Tunnel {
  current(): Exposure;
  /** Resolves when it is open, or with the problem. @throws AppError `CONFLICT` when one is open or starts */
  start(wish: StartWish): Promise<void>;
  /** Resolves when nobody gets in any more and the program has ended. */
  stop(end: ExposeEnd, by: string | null): Promise<void>;
}

interface Session extends StartWish {
  readonly until: number;
  readonly abort: AbortController;
  /** Set by whoever ends it. */
  ending: { readonly end: ExposeEnd; readonly by: string | null } | undefined;
  done: Promise<void>;
}

/** What a session tells of itself while it is open. */
interface Shown {
  current: Exposure;
}

export function createTunnel(options: TunnelOptions): Tunnel {
  const { clock, hasLogin } = options;
  const shown: Shown = { current: EXPOSE_OFF };
  let session: Session | undefined;

  async function live(one: Session, ready: () => void): Promise<void> {
    const timer = watchTime(one, clock, () => void end(one, "time", null));
    const problem = await openFor(one, options, { shown, ready });
    timer.cancel();
    shown.current = { ...EXPOSE_OFF, via: problem === null ? null : one.via, problem };
    session = undefined;
    await recordEnd(one, options, problem);
  }

  async function end(one: Session, why: ExposeEnd, by: string | null): Promise<void> {
    one.ending ??= { end: why, by };
    one.abort.abort();
    await one.done;
  }

  return {
    current: () => shown.current,
    async start(wish) {
      if (session !== undefined)
        throw new AppError(
          "CONFLICT",
          "TinyOffice is open to elsewhere, or is being opened. Close it first: tinyagi expose stop",
        );
      if (!hasLogin()) {
        shown.current = { ...EXPOSE_OFF, via: wish.via, problem: new ExposeFault("no_login").problem };
        return;
      }
      const startedAt = clock.now();
      const until = startedAt + wish.minutes * 60_000;
      const abort = new AbortController();
      const one: Session = { ...wish, until, abort, ending: undefined, done: Promise.resolve() };
      session = one;
      shown.current = { ...EXPOSE_OFF, state: "starting", via: wish.via, startedAt, until };
      await new Promise<void>((resolve) => {
        one.done = live(one, resolve);
        void one.done.then(resolve);
      });
    },
    async stop(why, by) {
      if (session === undefined) shown.current = EXPOSE_OFF;
      else await end(session, why, by);
    },
  };
}

/** From its door to its end. Never rejects. @returns why it ended, if nobody wanted that */
async function openFor(
  { via, by, until, abort }: Session,
  options: TunnelOptions,
  { shown, ready }: { shown: Shown; ready: () => void },
): Promise<ExposeProblem | null> {
  const { doors, store, journal, log } = options;
  const env = tunnelEnvironment(options.variables);
  let gateway: Gateway | undefined;
  try {
    const program = await tunnelProgram(via, env.PATH ?? "");
    if (program === undefined) throw new ExposeFault("not_installed");
    gateway = await doors.open();
    await keepOpen({
      ...options,
      via,
      plan: PLANS[via],
      program,
      env,
      gateway,
      times: { ...TIMES, ...options.times },
      signal: abort.signal,
      async opened(url) {
        if (!options.hasLogin()) throw new ExposeFault("no_login");
        await store.write(() => journal.append("expose.started", { via, url, until, by }));
        shown.current = { ...shown.current, state: "on", url, problem: null };
        log.info({ via, until }, "TinyOffice is open to elsewhere");
        ready();
      },
      async interrupted(problem) {
        const restarts = shown.current.restarts + 1;
        shown.current = { ...shown.current, state: "starting", restarts, problem };
        log.warn({ via, problem: problem.code }, "the tunnel has ended; it is started again");
        await store.write(() => journal.append("expose.interrupted", { via, problem: problem.code }));
      },
    });
    return null;
  } catch (error) {
    return toFault(error, log).problem;
  } finally {
    await gateway?.close();
  }
}

async function recordEnd(
  { via, ending }: Session,
  { store, journal, log }: TunnelOptions,
  fault: ExposeProblem | null,
): Promise<void> {
  const { end, by } = ending ?? { end: "failed" as const, by: null };
  const problem = fault?.code ?? null;
  log.info({ via, end, problem }, "No tunnel to TinyOffice is open");
  await store
    .write(() => journal.append("expose.stopped", { via, end, problem, by }))
    .catch((error: unknown) => log.error({ err: error }, "the end of a tunnel was not recorded"));
}

/**
 * In steps, and by two clocks: a machine that sleeps must not stay open for longer because its timers stood still, nor one
 * whose clock is set back.
 */
function watchTime({ until, minutes }: Session, clock: Clock, over: () => void): { cancel(): void } {
  const end = clock.monotonic() + minutes * 60_000;
  let timer = clock.setTimer(0, look);
  function look(): void {
    const left = Math.min(until - clock.now(), end - clock.monotonic());
    if (left <= 0) over();
    else timer = clock.setTimer(Math.min(left, TIME_STEP_MS), look);
  }
  return { cancel: () => timer.cancel() };
}
