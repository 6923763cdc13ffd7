/**
 * Delivers the replies of the outbox. Guarantees: replies of one chat go out one after the other and in order; a chat that
 * waits does not hold up the others; no reply is under way for ever; a reply is acknowledged after the platform took it,
 * and fails only for its own reasons: while the platform cannot be reached, nothing is claimed and no attempt is counted.
 */
import { type ChatLanes, createChatLanes } from "../base/lanes.js";
import { repeatCall } from "../base/repeat.js";
import { backoffMs } from "../base/timing.js";
import { deliver } from "./deliver-reply.js";
import type { DeliveryOptions, DeliveryParts } from "./delivery-parts.js";
import type { ClaimedReply } from "./reply.js";

/** Replies under way at the same time, each of another chat. */
const LIVE_MAX = 16;
/** Longer than one attempt may take; a dead process is replaced sooner. */
const LEASE_MS = 300_000;
/**
 * From this attempt on, a reply may be what ends this process each time. Such replies go out one after the other, in turn
 * from the oldest and from the newest, so that the innocent ones pass the one that is to blame.
 */
const SUSPECT_FROM = 3;
/** Events announce replies at once. This is for what no event announced, such as a retry after an error. */
const POLL_MS = 5_000;

export interface Delivery {
  /** Something may be due: a new reply, or the connection is back. */
  wake(): void;
  /** Runs until `signal` aborts. @throws AppError when the channel's token is not accepted */
  run(signal: AbortSignal): Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const lanes = createChatLanes();
  const parts: DeliveryParts = {
    ...options,
    live: new Map(),
    claimedAgain: new Set(),
    waker: deferred(),
    failures: 0,
  };
  const { live, timing } = parts;
  return {
    wake: () => parts.waker.resolve(),
    async run(signal) {
      while (!signal.aborted) {
        const canSend = options.isConnected() && live.size < LIVE_MAX;
        const isFull = canSend && (await claim(parts, lanes, signal)) > 0 && live.size < LIVE_MAX;
        const { failures } = parts;
        // Another claim at once only when this one found work: there may be more.
        if (isFull && failures === 0) continue;
        if (failures > 0) await timing.sleep(backoffMs(failures, timing.random()), signal).catch(() => {});
        else await wait(parts, POLL_MS, signal);
      }
      await Promise.allSettled(live.values());
    },
  };
}

/** @returns how many replies were due */
async function claim(parts: DeliveryParts, lanes: ChatLanes, signal: AbortSignal): Promise<number> {
  const { client, channel, timing, log, live, claimedAgain } = parts;
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
    const send = () => deliver(parts, reply, signal);
    const work = (isSuspect(reply) ? lanes.run("suspects", send) : send()).finally(() => {
      live.delete(reply.id);
      claimedAgain.delete(reply.id);
      parts.waker.resolve();
    });
    live.set(reply.id, work);
  }
  return responses.length;
}

/** Until something may be due. */
async function wait(parts: DeliveryParts, ms: number, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const slept = parts.timing.sleep(ms, both).catch(() => {});
  await Promise.race([parts.waker.promise, slept]);
  stop.abort();
  await slept;
  parts.waker = deferred();
}

function isSuspect({ attempts }: ClaimedReply): boolean {
  return attempts >= SUSPECT_FROM;
}

/** The oldest first, or the newest: it changes with each attempt. */
function inTurn(replies: readonly ClaimedReply[]): readonly ClaimedReply[] {
  const isReversed = replies.some((reply) => isSuspect(reply) && reply.attempts % 2 === 0);
  return isReversed ? replies.toReversed() : replies;
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
