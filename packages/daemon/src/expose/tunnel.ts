/**
 * Opens TinyOffice to elsewhere for a time, through a tunnel program. At most one tunnel is open. It ends when a person stops
 * it, at its time, and with the daemon; a program that ends by itself is started again after a growing wait, a few times.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Log } from "@tinyagi/base";
import {
  AppError,
  EXPOSE_OFF,
  type ExposeEnd,
  type ExposeProblem,
  type ExposeWay,
  type Exposure,
} from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import { cloudflaredWay } from "./cloudflared.js";
import { ExposeFault } from "./expose-fault.js";
import type { Doors, Gateway } from "./gateway.js";
import { tailscaleWay } from "./tailscale.js";
import { tunnelEnvironment, type Variables } from "./tunnel-program.js";
import { tunnelProgram } from "./tunnel-programs.js";
import type { TunnelRecord } from "./tunnel-record.js";
import { runTunnel, type TunnelTimes } from "./tunnel-run.js";
import type { PlanTunnel } from "./way.js";

const PLANS: Readonly<Record<ExposeWay, PlanTunnel>> = {
  tailscale: tailscaleWay("serve"),
  funnel: tailscaleWay("funnel"),
  cloudflared: cloudflaredWay,
};
export const TUNNEL_TIMES = {
  readyMs: 45_000,
  pollMs: 250,
  lookMs: 15_000,
  firstWaitMs: 1_000,
  maxWaitMs: 60_000,
  /** A tunnel that was open for so long begins anew with its tries. */
  healthyMs: 600_000,
};
/** In a row. */
const RESTARTS_MAX = 6;

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
  readonly times?: TunnelTimes & Partial<typeof TUNNEL_TIMES>;
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

export function createTunnel(options: TunnelOptions): Tunnel {
  const { doors, store, journal, clock, log } = options;
  const times = { ...TUNNEL_TIMES, ...options.times };
  const env = tunnelEnvironment(options.variables);
  let shown: Exposure = EXPOSE_OFF;
  let session: Session | undefined;

  async function keepOpen(one: Session, gateway: Gateway, ready: () => void): Promise<void> {
    const { via, by, until } = one;
    const program = await tunnelProgram(via, env.PATH ?? "");
    if (program === undefined) throw new ExposeFault("not_installed");
    let waitMs = times.firstWaitMs;
    let tries = 0;
    let openedAt: number | undefined;
    const opened = async (url: string) => {
      if (!options.hasLogin()) throw new ExposeFault("no_login");
      await store.write(() => journal.append("expose.started", { via, url, until, by }));
      openedAt = clock.monotonic();
      shown = { ...shown, state: "on", url, problem: null };
      log.info({ via, until }, "TinyOffice is open to elsewhere");
      ready();
    };
    for (;;) {
      openedAt = undefined;
      const run = { via, plan: PLANS[via], program, env, folder: options.folder, gateway, times, opened };
      try {
        return await runTunnel({ ...run, record: options.record, signal: one.abort.signal });
      } catch (error) {
        const fault = toFault(error, log);
        // The first start is answered with its problem. What will not become better by itself is not tried again.
        if (shown.url === null || FINAL.has(fault.problem.code)) throw fault;
        if (openedAt !== undefined && clock.monotonic() - openedAt > times.healthyMs) {
          waitMs = times.firstWaitMs;
          tries = 0;
        }
        tries += 1;
        if (tries > RESTARTS_MAX) throw fault;
        shown = { ...shown, state: "starting", restarts: shown.restarts + 1, problem: fault.problem };
        log.warn({ via, problem: fault.problem.code }, "the tunnel has ended; it is started again");
        await store.write(() => journal.append("expose.interrupted", { via, problem: fault.problem.code }));
      }
      if (!(await waited(waitMs, one.abort.signal))) return;
      waitMs = Math.min(2 * waitMs, times.maxWaitMs);
    }
  }

  /** From the start to the end, whatever ends it. Never rejects. */
  async function live(one: Session, ready: () => void): Promise<void> {
    let problem: ExposeProblem | null = null;
    const timer = watchTime(one, clock, () => void end(one, "time", null));
    let gateway: Gateway | undefined;
    try {
      gateway = await doors.open();
      await keepOpen(one, gateway, ready);
    } catch (error) {
      problem = toFault(error, log).problem;
    } finally {
      timer.cancel();
      await gateway?.close();
    }
    const { end: why, by } = one.ending ?? { end: "failed" as const, by: null };
    shown = { ...EXPOSE_OFF, via: problem === null ? null : one.via, problem };
    session = undefined;
    log.info({ via: one.via, end: why, problem: problem?.code }, "TinyOffice is open to this machine only");
    await store
      .write(() =>
        journal.append("expose.stopped", { via: one.via, end: why, problem: problem?.code ?? null, by }),
      )
      .catch((error: unknown) => log.error({ err: error }, "the end of a tunnel was not recorded"));
  }

  async function end(one: Session, why: ExposeEnd, by: string | null): Promise<void> {
    one.ending ??= { end: why, by };
    one.abort.abort();
    await one.done;
  }

  return {
    current: () => shown,
    async start(wish) {
      if (session !== undefined)
        throw new AppError(
          "CONFLICT",
          "TinyOffice is open to elsewhere, or is being opened. Close it first: tinyagi expose stop",
        );
      if (!options.hasLogin()) {
        shown = { ...EXPOSE_OFF, via: wish.via, problem: new ExposeFault("no_login").problem };
        return;
      }
      const startedAt = clock.now();
      const until = startedAt + wish.minutes * 60_000;
      const one: Session = {
        ...wish,
        until,
        abort: new AbortController(),
        ending: undefined,
        done: Promise.resolve(),
      };
      session = one;
      shown = { ...EXPOSE_OFF, state: "starting", via: wish.via, startedAt, until };
      await new Promise<void>((resolve) => {
        one.done = live(one, resolve);
        void one.done.then(resolve);
      });
    },
    async stop(why, by) {
      if (session === undefined) shown = EXPOSE_OFF;
      else await end(session, why, by);
    },
  };
}

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

/** In steps: a machine that sleeps must not stay open for longer because its timers stood still. */
function watchTime({ until }: Session, clock: Clock, over: () => void): { cancel(): void } {
  const STEP_MS = 10_000;
  let timer = clock.setTimer(0, look);
  function look(): void {
    const left = until - clock.now();
    if (left <= 0) over();
    else timer = clock.setTimer(Math.min(left, STEP_MS), look);
  }
  return { cancel: () => timer.cancel() };
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

function toFault(error: unknown, log: Log): ExposeFault {
  if (error instanceof ExposeFault) return error;
  log.error({ err: error }, "a tunnel failed");
  return new ExposeFault("ended", { said: error instanceof Error ? error.message : "" });
}
