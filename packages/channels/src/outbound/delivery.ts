/**
 * Delivers the replies of the outbox. Guarantees: replies of one chat go out one after the other and in order; a chat that
 * waits does not hold up the others; a reply is acknowledged after the platform took it, and fails only for its own
 * reasons: while the platform cannot be reached, nothing is claimed and no attempt is counted.
 */
import type { Client } from "@tinyagi/client";
import { isAppError, REPLY_WAIT_MAX_MS } from "@tinyagi/contracts";
import { PlatformError } from "../adapter/platform-error.js";
import type { Log } from "../base/log.js";
import { repeatCall } from "../base/repeat.js";
import { backoffMs, type Timing } from "../base/timing.js";
import type { ClaimedReply } from "./reply.js";
import type { ReplySender } from "./send-reply.js";

/** Replies under way at the same time, each of another chat. */
const LIVE_MAX = 16;
/** Longer than any call of a platform may take with all parts of a reply; a dead process is replaced sooner. */
const LEASE_MS = 300_000;
/** A platform may say more than the API takes. */
const ERROR_MAX_CHARS = 2_000;
/** Events announce replies at once. This is for what no event announced, such as a retry that is due. */
const POLL_MS = 5_000;

export interface DeliveryOptions {
  readonly client: Pick<Client, "call">;
  readonly channel: string;
  readonly sender: ReplySender;
  /** Whether the platform can be reached. */
  readonly isConnected: () => boolean;
  readonly timing: Timing;
  readonly log: Log;
  readonly onDelivered: (reply: ClaimedReply) => void;
}

export interface Delivery {
  /** Something may be due: a new reply, or the connection is back. */
  wake(): void;
  /** Runs until `signal` aborts. @throws AppError when the channel's token is not accepted */
  run(signal: AbortSignal): Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { client, channel, timing, log } = options;
  const live = new Map<number, Promise<void>>();
  let waker = deferred();
  let failures = 0;

  async function deliver(reply: ClaimedReply, signal: AbortSignal): Promise<void> {
    const params = { id: String(reply.id) };
    try {
      await options.sender.send(reply, signal);
    } catch (error) {
      // Stopped in the middle: the lease ends, and the next process goes on.
      if (signal.aborted) return;
      const body = verdictOn(error, options.isConnected());
      log("warn", "a reply could not be sent", { id: reply.id, attempts: reply.attempts, ...body });
      failures = isOutage(error, options.isConnected()) ? failures + 1 : 0;
      await settle(() => client.call("failResponse", { params, body, signal }), signal);
      return;
    }
    failures = 0;
    await settle(() => client.call("ackResponse", { params, signal }), signal);
    options.onDelivered(reply);
  }

  /** A row that is not there any more, or was settled by somebody else, needs nothing. */
  async function settle(call: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    try {
      await repeatCall(call, { timing, log, what: "the end of a delivery could not be reported", signal });
    } catch (error) {
      if (signal.aborted) return;
      if (!isAppError(error, "CONFLICT") && !isAppError(error, "NOT_FOUND")) throw error;
    }
  }

  async function claim(signal: AbortSignal): Promise<number> {
    const body = { channel, limit: LIVE_MAX - live.size, leaseMs: LEASE_MS, perChat: true };
    const { responses } = await repeatCall(() => client.call("claimResponses", { body, signal }), {
      ...{ timing, log, what: "replies could not be fetched", signal },
    });
    for (const reply of responses) {
      // Its lease ended while it was under way: it has been renewed now.
      if (live.has(reply.id)) continue;
      const work = deliver(reply, signal).finally(() => {
        live.delete(reply.id);
        waker.resolve();
      });
      live.set(reply.id, work);
    }
    return responses.length;
  }

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const slept = timing.sleep(ms, both).catch(() => {});
    await Promise.race([waker.promise, slept]);
    stop.abort();
    await slept;
    waker = deferred();
  }

  return {
    wake: () => waker.resolve(),
    async run(signal) {
      while (!signal.aborted) {
        const canSend = options.isConnected() && live.size < LIVE_MAX;
        const isFull = canSend && (await claim(signal)) > 0 && live.size < LIVE_MAX;
        // Another claim at once only when this one found work: there may be more.
        if (isFull && failures === 0) continue;
        if (failures > 0) await timing.sleep(backoffMs(failures, timing.random()), signal).catch(() => {});
        else await wait(POLL_MS, signal);
      }
      await Promise.allSettled(live.values());
    },
  };
}

interface Verdict {
  error: string;
  retryAfterMs?: number;
  permanent?: boolean;
  release?: boolean;
}

/** What the failure means for the reply. Pure. */
export function verdictOn(error: unknown, isConnected: boolean): Verdict {
  const message = error instanceof Error ? error.message : "";
  const text = message === "" ? "unknown error" : message.slice(0, ERROR_MAX_CHARS);
  if (!(error instanceof PlatformError)) return { error: text };
  const { kind, retryAfterMs } = error;
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs: waitOf(retryAfterMs) };
  if (kind === "permanent") return { error: text, permanent: true };
  // The platform asked to wait, so it works, and so does the reply.
  if (kind === "rate_limited") return { error: text, ...hint, release: true };
  return isOutage(error, isConnected) ? { error: text, ...hint, release: true } : { error: text, ...hint };
}

/** The platform's hint, within what the API takes. Asked again after a day, the platform says how long is left. */
function waitOf(hintMs: number): number {
  return Number.isFinite(hintMs) ? Math.min(Math.max(0, Math.ceil(hintMs)), REPLY_WAIT_MAX_MS) : 0;
}

/** Whether the platform as a whole does not work, rather than this one reply. */
function isOutage(error: unknown, isConnected: boolean): boolean {
  if (!(error instanceof PlatformError)) return false;
  const { kind } = error;
  return kind === "unauthorized" || kind === "conflict" || (kind === "unreachable" && !isConnected);
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
