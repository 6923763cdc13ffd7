/**
 * One run of a tunnel: from the start of its program until it has ended. Nobody gets in before its address is known to be
 * right, and nobody after it has ended, its address has changed, or it is open further than it should be.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ExposeWay } from "@tinyagi/contracts";
import type { ExposedConnection } from "@tinyagi/server";
import { ExposeFault } from "./expose-fault.js";
import type { Gateway } from "./gateway.js";
import { type RunningTunnel, startTunnel } from "./tunnel-program.js";
import type { TunnelRecord } from "./tunnel-record.js";
import type { Plan, PlanTunnel } from "./way.js";

export interface TunnelTimes {
  /** How long a program may take until its address is known. */
  readonly readyMs: number;
  readonly pollMs: number;
  /** How often an open tunnel is looked at again. */
  readonly lookMs: number;
}

/** In a row. A machine that slept, or lost its network for a moment, is connected again soon, under the same name. */
const MISSED_MAX = 4;

export interface TunnelRun {
  readonly via: ExposeWay;
  readonly plan: PlanTunnel;
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly gateway: Gateway;
  readonly record: TunnelRecord;
  readonly times: TunnelTimes;
  /** Whether the settings require a login. They may change while it is open. */
  readonly hasLogin: () => boolean;
  /** When it aborts, the run ends without a fault. */
  readonly signal: AbortSignal;
  /** Told the address before anybody gets in. A rejection ends the run. */
  readonly opened: (url: string) => Promise<void>;
}

/** Resolves when the signal aborts. @throws ExposeFault when the tunnel ends by itself, or must not stay open */
export async function runTunnel(run: TunnelRun): Promise<void> {
  const { plan: makePlan, program, env, folder, gateway, record, via, signal } = run;
  const target = `http://127.0.0.1:${gateway.port}`;
  try {
    const plan = await makePlan({ program, env, target, folder, signal });
    const tunnel = await startTunnel(program, plan.args, { env });
    try {
      record.save(via, tunnel.group);
      const connection = await untilReady(run, plan, tunnel);
      await run.opened(`https://${connection.host}`);
      signal.throwIfAborted();
      gateway.admit(connection);
      await whileSame(run, { plan, tunnel, connection });
    } finally {
      gateway.admit(undefined);
      await tunnel.stop();
      record.remove();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function untilReady(
  { times, signal }: TunnelRun,
  plan: Plan,
  tunnel: RunningTunnel,
): Promise<ExposedConnection> {
  const until = performance.now() + times.readyMs;
  while (performance.now() < until) {
    if (tunnel.hasEnded()) throw plan.explain(tunnel.output());
    const connection = await plan.look(tunnel);
    if (connection !== undefined) return connection;
    await untilNext(tunnel, times.pollMs, signal);
  }
  throw new ExposeFault("too_slow", { said: tunnel.output() });
}

interface Open {
  readonly plan: Plan;
  readonly tunnel: RunningTunnel;
  readonly connection: ExposedConnection;
}

/** Ends only by a fault: the program has ended or stays away, its address is another one, or no login is required. */
async function whileSame(
  { times, hasLogin, signal }: TunnelRun,
  { plan, tunnel, connection }: Open,
): Promise<never> {
  let missed = 0;
  for (;;) {
    await untilNext(tunnel, times.lookMs, signal);
    if (!hasLogin()) throw new ExposeFault("no_login");
    if (tunnel.hasEnded()) throw plan.explain(tunnel.output());
    const seen = await plan.look(tunnel);
    missed = seen === undefined ? missed + 1 : 0;
    const isSame = seen === undefined ? missed < MISSED_MAX : seen.host === connection.host;
    if (!isSame) throw new ExposeFault("ended", { said: tunnel.output() });
  }
}

/** @throws the reason of the signal */
async function untilNext(tunnel: RunningTunnel, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await Promise.race([tunnel.ended, sleep(ms, undefined, { signal, ref: false })]);
}
