import { AppError, messageRoutes } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { PlatformError } from "../adapter/platform-error.js";
import type { Timing } from "../base/timing.js";
import { createDelivery, verdictOn } from "./delivery.js";
import type { ClaimedReply } from "./reply.js";

const reply = (id: number, message = `reply ${id}`): ClaimedReply => ({
  ...{ id, message, channel: "paper", sender: "Eve", senderId: "1", originalMessage: "" },
  ...{ messageId: "m", agent: null, attempts: 1, idempotencyKey: `k${id}`, metadata: { chat: "1" } },
});

/** Hours pass in milliseconds. */
const FAST: Timing = {
  now: () => 0,
  random: () => 0,
  sleep: (_ms, signal) =>
    new Promise((resolve, reject) => {
      setTimeout(resolve, 1);
      signal.addEventListener("abort", () => reject(signal.reason));
    }),
};

/** An outbox like the server's, and a platform that does what the test says. */
function open(send: (reply: ClaimedReply) => Promise<void>, isConnected = () => true) {
  const stop = new AbortController();
  const queue: ClaimedReply[] = [];
  const calls: [string, unknown][] = [];
  const claimed = new Set<number>();
  const acks = { refusals: 0 };
  const client = {
    async call(name: string, args: { params?: { id: string }; body?: { limit: number; release?: boolean } }) {
      calls.push([name, args.body]);
      const id = Number(args.params?.id);
      if (name === "claimResponses") {
        const responses = queue.filter((row) => !claimed.has(row.id)).slice(0, 1);
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
      if (name === "failResponse" && args.body?.release === true) claimed.delete(id);
      return {};
    },
  };
  const delivered: number[] = [];
  const delivery = createDelivery({
    ...{ client: client as never, channel: "paper", timing: FAST, log: () => {}, isConnected },
    sender: { send },
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

test("while the platform is not connected, nothing is claimed", async () => {
  let isConnected = false;
  const it = open(
    async () => {},
    () => isConnected,
  );
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
