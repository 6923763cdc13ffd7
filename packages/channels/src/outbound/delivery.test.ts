import { AppError, messageRoutes } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { PlatformError } from "../adapter/platform-error.js";
import type { Timing } from "../base/timing.js";
import { createVirtualTiming } from "../base/virtual-timing.js";
import { createDelivery } from "./delivery.js";
import type { ClaimedReply } from "./reply.js";
import type { ReplySender } from "./send-reply.js";
import { verdictOn } from "./verdict.js";

const reply = (id: number, message = `reply ${id}`): ClaimedReply => ({
  id,
  message,
  channel: "paper",
  sender: "Eve",
  senderId: "1",
  originalMessage: "",
  messageId: "m",
  agent: null,
  attempts: 1,
  idempotencyKey: `k${id}`,
  metadata: { chat: "1" },
});

/** Pauses between attempts last a millisecond. The limit of one attempt does not end. */
const FAST: Timing = {
  now: () => 0,
  random: () => 0,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (ms <= 60_000) setTimeout(resolve, 1);
      signal.addEventListener("abort", () => reject(signal.reason));
    }),
};

/** An outbox like the server's, and a platform that does what the test says. */
function open(
  send: (reply: ClaimedReply) => Promise<unknown>,
  { isConnected = () => true, timing = FAST }: { isConnected?: () => boolean; timing?: Timing } = {},
) {
  const stop = new AbortController();
  const queue: ClaimedReply[] = [];
  const calls: [string, unknown][] = [];
  const claimed = new Set<number>();
  const dueAt = new Map<number, number>();
  const acks = { refusals: 0 };
  const client = {
    async call(
      name: string,
      args: {
        params?: { id: string };
        body?: { limit: number; release?: boolean; retryAfterMs?: number; permanent?: boolean };
      },
    ) {
      calls.push([name, args.body]);
      const id = Number(args.params?.id);
      if (name === "claimResponses") {
        const responses = queue
          .filter(({ id }) => !claimed.has(id) && (dueAt.get(id) ?? 0) <= timing.now())
          .slice(0, args.body?.limit);
        for (const row of responses) claimed.add(row.id);
        return { responses };
      }
      if (name === "ackResponse" && acks.refusals > 0) {
        acks.refusals -= 1;
        throw new AppError("DAEMON_UNREACHABLE", "down");
      }
      if (name === "ackResponse")
        queue.splice(
          queue.findIndex((row) => row.id === id),
          1,
        );
      if (name === "failResponse" && args.body?.permanent !== true) {
        claimed.delete(id);
        dueAt.set(id, timing.now() + (args.body?.retryAfterMs ?? 0));
      }
      return {};
    },
  };
  const delivered: number[] = [];
  const delivery = createDelivery({
    client: client as never,
    channel: "paper",
    timing,
    log: () => {},
    isConnected,
    sender: { send: send as ReplySender["send"] },
    onDelivered: ({ id }) => void delivered.push(id),
  });
  const running = delivery.run(stop.signal);
  onTestFinished(async () => {
    stop.abort(new Error("over"));
    await running;
  });
  return { acks, queue, calls, delivered, delivery, stop, running };
}

/** @requirement CHANNEL-3 */
test("a reply that cannot be sent for hours is released each time, and goes out when the platform is back", async () => {
  let attempts = 0;
  const it = open(async () => {
    attempts += 1;
    if (attempts <= 200) throw new PlatformError("conflict", "another program uses the bot");
  });
  it.queue.push(reply(1));
  it.delivery.wake();
  await expect.poll(() => it.delivered).toEqual([1]);
  const failed = it.calls.filter(([name]) => name === "failResponse");
  expect(failed).toHaveLength(200);
  expect(failed.every(([, body]) => (body as { release?: boolean }).release === true)).toBe(true);
});

test("a reply that the platform asked to delay goes out when its wait is over, not at the next poll", async () => {
  const timing = createVirtualTiming();
  let attempts = 0;
  const send = async () => {
    attempts += 1;
    if (attempts === 1) throw new PlatformError("rate_limited", "slow", { retryAfterMs: 600 });
  };
  const it = open(send, { timing });
  it.queue.push(reply(1));
  it.delivery.wake();
  await expect.poll(() => it.calls.map(([name]) => name)).toContain("failResponse");
  await timing.pass(700);
  expect(it.delivered).toEqual([1]);
});

/** @requirement CHANNEL-3 */
test("a reply that is claimed again while its failure is reported goes out, and not only when that claim ends", async () => {
  const timing = createVirtualTiming();
  let attempts = 0;
  const send = async () => {
    attempts += 1;
    if (attempts === 1) throw new PlatformError("unreachable", "502");
  };
  const it = open(send, { timing });
  it.queue.push(reply(1));
  it.delivery.wake();
  await expect.poll(() => it.calls.map(([name]) => name)).toContain("failResponse");
  await timing.pass(6_000);
  expect(it.delivered).toEqual([1]);
});

/** @requirement CHANNEL-3 */
test("a reply whose sending never ends fails after some minutes, and the other chats go on", async () => {
  const timing = createVirtualTiming();
  const send = ({ id }: ClaimedReply) => (id === 1 ? new Promise<void>(() => {}) : Promise.resolve());
  const it = open(send, { timing });
  it.queue.push(reply(1));
  it.delivery.wake();
  await timing.pass(10_000);
  it.queue.push(reply(2));
  await timing.pass(10_000);
  expect(it.delivered).toEqual([2]);
  await timing.pass(290_000);
  const [failure] = it.calls.filter(([name]) => name === "failResponse");
  expect(failure).toEqual(["failResponse", { error: "sending it took longer than 4 minutes" }]);
});

/** @requirement CHANNEL-3 */
test("replies that were tried often go out one by one, from both ends in turn, so that one that ends this process does not take the others along", async () => {
  const order: number[] = [];
  let live = 0;
  const send = async ({ id }: ClaimedReply) => {
    live += 1;
    expect(live).toBe(1);
    order.push(id);
    await new Promise((resolve) => setTimeout(resolve, 1));
    live -= 1;
  };
  for (const [attempts, expected] of [
    [3, [1, 2, 3]],
    [4, [3, 2, 1]],
  ] as const) {
    order.length = 0;
    const it = open(send);
    it.queue.push(...[1, 2, 3].map((id) => ({ ...reply(id), attempts })));
    it.delivery.wake();
    await expect.poll(() => it.delivered.length).toBe(3);
    expect(order).toEqual(expected);
  }
});

test("while the platform is not connected, nothing is claimed", async () => {
  let isConnected = false;
  const it = open(async () => {}, { isConnected: () => isConnected });
  it.queue.push(reply(1));
  it.delivery.wake();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(it.calls).toEqual([]);
  isConnected = true;
  it.delivery.wake();
  await expect.poll(() => it.delivered).toEqual([1]);
});

test("a reply that the platform refuses for good becomes a dead letter; the next one goes out", async () => {
  const it = open(async ({ id }) => {
    if (id === 1) throw new PlatformError("permanent", "the bot was blocked");
  });
  it.queue.push(reply(1), reply(2));
  it.delivery.wake();
  await expect.poll(() => it.delivered).toEqual([2]);
  expect(it.calls).toContainEqual(["failResponse", { error: "the bot was blocked", permanent: true }]);
});

test("the acknowledgement is repeated until the server has it, and the reply is sent once", async () => {
  let sent = 0;
  const it = open(async () => {
    sent += 1;
  });
  it.acks.refusals = 3;
  it.queue.push(reply(1));
  it.delivery.wake();
  await expect.poll(() => it.delivered).toEqual([1]);
  expect(it.calls.filter(([name]) => name === "ackResponse")).toHaveLength(4);
  expect(sent).toBe(1);
});

test.each([
  [new PlatformError("permanent", "gone"), true, { error: "gone", permanent: true }],
  [
    new PlatformError("rate_limited", "slow", { retryAfterMs: 3_000 }),
    true,
    { error: "slow", retryAfterMs: 3_000, release: true },
  ],
  [new PlatformError("unreachable", "500"), true, { error: "500" }],
  [new PlatformError("unreachable", "offline"), false, { error: "offline", release: true }],
  [new PlatformError("unauthorized", "401"), true, { error: "401", release: true }],
  [new PlatformError("conflict", "409"), true, { error: "409", release: true }],
  [new AppError("INTERNAL", "odd"), true, { error: "odd" }],
  [new Error(""), true, { error: "unknown error" }],
])("%s while connected: %s", (error, isConnected, verdict) => {
  expect(verdictOn(error, isConnected)).toEqual(verdict);
});

/** @requirement CHANNEL-3 */
test("whatever a platform says, the report of a failed attempt is one that the API takes", () => {
  const { body } = messageRoutes.failResponse;
  for (const retryAfterMs of [30 * 86_400_000, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const error = new PlatformError("rate_limited", "x".repeat(5_000), { retryAfterMs });
    expect(body.safeParse(verdictOn(error, true)).error).toBeUndefined();
  }
});

/** @requirement TALK-1 */
test("the acknowledgement names the messages that show the reply, and none with an id that is too long", async () => {
  const chat = { id: "7" };
  const it = open(async () => [
    { chat, id: "900" },
    { chat, id: "x".repeat(201) },
  ]);
  it.queue.push(reply(1));
  it.delivery.wake();
  await expect.poll(() => it.delivered).toEqual([1]);
  const [, body] = it.calls.find(([name]) => name === "ackResponse") ?? [];
  expect(body).toEqual({ shown: [{ chat: "7", message: "900" }] });
});
