/**
 * Messages that wait for a provider: who is notified, how often, and of what.
 *
 * @requirement PATIENCE-1
 */
import { failureWith, type HarnessError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { engines } from "./fixture.js";

const engine = engines();
const HOUR = 3_600_000;

async function open() {
  const state: { failure: (() => HarnessError) | undefined } = { failure: undefined };
  const script = () => {
    if (state.failure !== undefined) throw state.failure();
    return "done";
  };
  const e = await engine({ provider: "anthropic", agents: { a: script, b: script, c: script } });
  const pass = async (ms: number, step = 30_000) => {
    for (let passed = 0; passed < ms; passed += step) {
      e.clock.advance(step);
      await e.settled();
    }
  };
  return { e, state, pass };
}

test("a sender of twelve messages reads once that the login expired, with the command, and gets all answers after it", async () => {
  const { e, state, pass } = await open();
  state.failure = () => failureWith("login", "OAuth token has expired · Please run /login");
  for (let count = 0; count < 12; count += 1) await e.send(`@${["a", "b", "c"][count % 3]} work ${count}`);
  await e.settled();
  await pass(2 * HOUR);
  expect(e.replies()).toHaveLength(1);
  expect(e.replies()[0]).toMatch(
    /has not answered yet: .*OAuth token has expired · Please run \/login\)?\. Log in again: `claude`, or store a key: `tinyagi provider anthropic --api-key-stdin`; TinyAGI retries it at [-\d: ]+ and keeps trying by itself until [-\d: ]+\. To stop waiting: `tinyagi queue cancel \d+`/,
  );
  expect(e.store.deadLetters.list({ limit: 9 })).toEqual([]);
  state.failure = undefined;
  await pass(15 * 60_000);
  expect(e.replies().filter((reply) => reply.startsWith("done"))).toHaveLength(12);
});

test("a short outage is answered late, without a notice", async () => {
  const { e, state, pass } = await open();
  state.failure = () => failureWith("outage", "529 Overloaded");
  await e.send("@a work");
  await e.settled();
  await pass(10_000, 1_000);
  state.failure = undefined;
  await pass(60_000, 1_000);
  expect(e.replies()).toEqual(["done\n\n- [a]"]);
});

test("an outage is said once, after a minute; a person who stops waiting gets no answer later", async () => {
  const { e, state, pass } = await open();
  state.failure = () => failureWith("outage", "connect ECONNREFUSED");
  const { conversationId } = await e.send("@a work");
  await e.settled();
  await pass(3 * HOUR);
  expect(e.replies()).toHaveLength(1);
  const [waiting] = e.store.messages.inConversation(conversationId);
  await e.conversations.cancelMessage(waiting?.id ?? 0, { code: "operator" });
  state.failure = undefined;
  await pass(HOUR);
  expect(e.replies()).toHaveLength(2);
  expect(e.replies()[1]).toMatch(/cancelled: stopped by the operator/);
});

test("whoever retries a message that waits reads for what, and how to try at once", async () => {
  const { e, state } = await open();
  state.failure = () => failureWith("limit", "usage limit reached", { retryAfterMs: 5 * HOUR });
  const { conversationId } = await e.send("@a work");
  await e.settled();
  const [waiting] = e.store.messages.inConversation(conversationId);
  await expect(e.conversations.replayDead(waiting?.id ?? 0)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("waits for the provider anthropic") as string,
  });
});

test("the retry that a notice names is not before the end of its pause, and not in the past", async () => {
  const { e, state, pass } = await open();
  state.failure = () => failureWith("quota", "usage limit reached");
  await e.send("@a work", { sender: "first" });
  await e.settled();
  await pass(3 * HOUR);
  await e.send("@b work", { sender: "second" });
  await e.settled();
  await pass(60_000);
  const notice = e.replies().at(-1) ?? "";
  const [, end, retry] = /paused until (.*?) \(.*retries it at (.*?) and keeps/.exec(notice) ?? [];
  expect(end).toMatch(/^(\d{4}-\d\d-\d\d )?\d\d:\d\d$/);
  expect(retry).toBe(end);
  expect(notice).not.toContain("UTC");
});

test("a failure that no wait can end says what a person can do", async () => {
  const { e, state } = await open();
  state.failure = () => failureWith("turn_limit", "claude stopped at its limit of turns without an answer");
  await e.send("@a work");
  await e.settled();
  expect(e.replies()).toEqual([
    expect.stringMatching(
      /failed after 1 attempt: .*limit of turns.*\. Ask for a smaller part of the work\. .*queue retry/,
    ),
  ]);
});
