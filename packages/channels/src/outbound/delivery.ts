/**
 * Delivers the replies of the outbox. Guarantees: replies of one chat go out one after the other and in order; a chat that
 * waits does not hold up the others; no reply is under way for ever; a reply is acknowledged after the platform took it, and fails only for its own
 * reasons: while the platform cannot be reached, nothing is claimed and no attempt is counted.
 */
import type { Client } from "@tinyagi/client";
import { isAppError, SHOWN_MAX } from "@tinyagi/contracts";
import type { MessageRef } from "../adapter/chat.js";
import { PlatformError } from "../adapter/platform-error.js";
import { createLanes } from "../base/lanes.js";
import type { Log } from "../base/log.js";
import { repeatCall } from "../base/repeat.js";
import { backoffMs, type Timing } from "../base/timing.js";
import type { ClaimedReply } from "./reply.js";
import type { ReplySender } from "./send-reply.js";
import { isOutage, verdictOn } from "./verdict.js";

/** Replies under way at the same time, each of another chat. */
const LIVE_MAX = 16;
/** Longer than one attempt may take; a dead process is replaced sooner. */
const LEASE_MS = 300_000;
/** For one attempt with all parts of a reply. The next one continues with the part that was not sent. */
const SEND_MAX_MS = 240_000;
/**
 * From this attempt on, a reply may be what ends this process each time. Such replies go out one after the other, in turn
 * from the oldest and from the newest, so that the innocent ones pass the one that is to blame.
 */
const SUSPECT_FROM = 3;
/** Events announce replies at once. This is for what no event announced, such as a retry after an error. */
const POLL_MS = 5_000;
/** Added to the wait that a platform asks for: a claim that comes a moment too early would cost a whole poll. */
const MARGIN_MS = 20;
/** Of a chat or a message. */
const ID_MAX_CHARS = 200;

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
  /** Replies that are under way and were claimed once more. */
  const claimedAgain = new Set<number>();
  const lanes = createLanes();
  let waker = deferred();
  let failures = 0;

  async function deliver(reply: ClaimedReply, signal: AbortSignal): Promise<void> {
    let shown: readonly MessageRef[] | undefined;
    try {
      shown = await sendInTime(options, reply, signal);
    } catch (error) {
      // Stopped in the middle: the lease ends, and the next process goes on.
      if (signal.aborted) return;
      failures = isOutage(error, options.isConnected()) ? failures + 1 : 0;
      await reportFailure(reply, { error, signal });
      return;
    }
    failures = 0;
    const params = { id: String(reply.id) };
    const places = (shown ?? []).slice(0, SHOWN_MAX).flatMap(shownAt);
    const body = places.length === 0 ? {} : { body: { shown: places } };
    await settle(() => client.call("ackResponse", { params, ...body, signal }), signal);
    options.onDelivered(reply);
  }

  async function reportFailure(
    { id, attempts }: ClaimedReply,
    { error, signal }: { error: unknown; signal: AbortSignal },
  ): Promise<void> {
    const params = { id: String(id) };
    const body = verdictOn(error, options.isConnected());
    log("warn", "a reply could not be sent", { id, attempts, ...body });
    await settle(() => client.call("failResponse", { params, body, signal }), signal);
    // A claim that crossed this report took the reply again. Nobody sends it until it is given back.
    if (claimedAgain.delete(id))
      await settle(
        () => client.call("failResponse", { params, body: { ...body, release: true }, signal }),
        signal,
      );
    if (body.retryAfterMs !== undefined) wakeAfter(body.retryAfterMs, signal);
  }

  function wakeAfter(ms: number, signal: AbortSignal): void {
    timing.sleep(ms + MARGIN_MS, signal).then(
      () => waker.resolve(),
      // The channel stops.
      () => {},
    );
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
      timing,
      log,
      what: "replies could not be fetched",
      signal,
    });
    for (const reply of inTurn(responses)) {
      // Its lease ended while it was under way, or its failure is just being reported.
      if (live.has(reply.id)) {
        claimedAgain.add(reply.id);
        continue;
      }
      const send = () => deliver(reply, signal);
      const work = (isSuspect(reply) ? lanes.run("suspects", send) : send()).finally(() => {
        live.delete(reply.id);
        claimedAgain.delete(reply.id);
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

/** What is too long to be an id is not remembered: nobody can answer it by name. */
function shownAt({ chat, id }: MessageRef): { chat: string; message: string }[] {
  const fits = [chat.id, id].every((part) => part !== "" && part.length <= ID_MAX_CHARS);
  return fits ? [{ chat: chat.id, message: id }] : [];
}

function isSuspect({ attempts }: ClaimedReply): boolean {
  return attempts >= SUSPECT_FROM;
}

/** The oldest first, or the newest: it changes with each attempt. */
function inTurn(replies: readonly ClaimedReply[]): readonly ClaimedReply[] {
  const isReversed = replies.some((reply) => isSuspect(reply) && reply.attempts % 2 === 0);
  return isReversed ? replies.toReversed() : replies;
}

/** @throws PlatformError when the sending fails, or never ends */
async function sendInTime(
  { sender, timing }: DeliveryOptions,
  reply: ClaimedReply,
  signal: AbortSignal,
): Promise<readonly MessageRef[] | undefined> {
  const over = new AbortController();
  const tooLong = new PlatformError(
    "unreachable",
    `sending it took longer than ${SEND_MAX_MS / 60_000} minutes`,
  );
  const sleep = timing.sleep(SEND_MAX_MS, AbortSignal.any([signal, over.signal]));
  const limit = sleep.then(() => {
    throw tooLong;
  });
  try {
    return await Promise.race([sender.send(reply, AbortSignal.any([signal, over.signal])), limit]);
  } finally {
    over.abort(tooLong);
    // The one that lost the race may still fail.
    await limit.catch(() => {});
  }
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
