/** What a reply says about work without an answer: from facts, so that a sentence of another language or release does not show. */
import type { FailureFact, ReplyNote } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { failureText, noteText, type WaitingReply, waitingText } from "./reply-text.js";

const BUDGET = {
  budget: "day",
  day: "2026-11-25",
  resource: "runs",
  limit: 1,
  used: 1,
  onLimit: "stop",
  more: { runs: 1 },
} as const;
const OLD = "an older sentence";
const AT = Date.parse("2026-11-25T10:00:00");

const ended = (fact: FailureFact | undefined, more: { status?: string; errorClass?: string } = {}) => ({
  status: "dead",
  attempts: 2,
  error: OLD,
  fact,
  ...more,
});

describe("a failure in a reply", () => {
  test.each<[what: string, of: ReturnType<typeof ended>, english: RegExp]>([
    [
      "a budget",
      ended({ cause: "budget", budget: { ...BUDGET, act: "refused" } }, { errorClass: "budget" }),
      /^not started: the budget of the day 2026-11-25 is used up \(1 of 1 run\)\. Raise it/,
    ],
    [
      "a person who cancelled it",
      ended({ cause: "cancelled", cancelled: { code: "steered", by: "ann" } }, { status: "cancelled" }),
      /^was cancelled: cancelled by ann$/,
    ],
    [
      "crashes of the daemon",
      ended({ cause: "interrupted", crashes: 3 }),
      /^failed after 2 attempts: The daemon stopped unexpectedly 3 times while/,
    ],
  ])("names %s from its facts in both languages", (_what, of, english) => {
    expect(failureText(of)).toMatch(english);
    const chinese = failureText(of, zh);
    expect(chinese).toMatch(/[\u4e00-\u9fff]/);
    expect(chinese).not.toContain(OLD);
  });

  test("says what the provider said, and what helps", () => {
    const of = { ...ended({ cause: "login", provider: "anthropic" }), error: "401" };
    expect(failureText(of)).toMatch(/^failed after 2 attempts: 401\. Log in again: `claude`.*\.$/);
    expect(failureText(ended(undefined))).toBe(`failed after 2 attempts: ${OLD}`);
    expect(failureText(of, zh)).toMatch(/^尝试 2 次后失败：401。\S/);
  });
});

describe("a message that waits, in a reply", () => {
  const waits = (fact: FailureFact): WaitingReply => ({
    ...ended(fact, { status: "pending" }),
    id: 7,
    place: "chat",
    now: AT,
    notBefore: AT + 60_000,
    mayTryNow: true,
  });

  test("says for which provider and until when", () => {
    const pause = { provider: "openai", pausedUntil: AT + 120_000, said: "limit", waitsUntil: AT + 600_000 };
    const fact: FailureFact = { cause: "limit", ...pause };
    expect(waitingText(waits(fact))).toBe(
      "the provider openai is paused until 10:02 (limit); TinyAGI retries it at 10:02 and keeps trying by itself until 10:10. To try at once: /retry 7. To stop waiting: /cancel 7",
    );
    expect(waitingText(waits(fact), zh)).toBe(
      "提供商 openai 暂停至 10:02（limit）；TinyAGI 将于 10:02 重试，并自动重试直到 10:10。立即重试：/retry 7。停止等待：/cancel 7",
    );
  });

  test("says for whose decision about a budget", () => {
    const text = waitingText(waits({ cause: "budget", budget: { ...BUDGET, act: "waits" } }));
    expect(text).toBe(
      "waits for a person: the budget of the day 2026-11-25 is used up (1 of 1 run); TinyAGI retries it at 10:01",
    );
  });
});

describe("a note of a reply", () => {
  const reached = { ...BUDGET, budget: "conversation:c", day: null };
  test.each<[note: ReplyNote, english: string]>([
    [
      { code: "budget.warning", ...reached, used: 0.9, resource: "usd" },
      "The budget of this conversation is 90 % used ($0.90 of $1.00).",
    ],
    [
      { code: "budget.continues", ...reached, used: 3, resource: "usd" },
      "The budget of this conversation is used up ($3.00 of $1.00). Work continues, because its `onLimit` is `warn`.",
    ],
    [
      { code: "chain.stopped", step: 1, steps: 3, agent: "a" },
      "The chain stopped at step 1 of 3 (@a). The steps after it did not run.",
    ],
    [
      { code: "chain.limit", limit: "LIMIT_MESSAGES", most: 4, done: 1, steps: 3, agent: "b" },
      "Stopped by LIMIT_MESSAGES: the chain ended after step 1 of 3, because the limit of 4 messages of the conversation was reached. @b did not get its step.",
    ],
    [
      { code: "summary.limit", limit: "LIMIT_DURATION", most: 1, agent: "a" },
      "Stopped by LIMIT_DURATION: @a was not asked for a summary, because the conversation is older than its time limit.",
    ],
    [
      { code: "handoff.limit", limit: "LIMIT_PAIR_REPEATS", most: 4, by: "a", agents: ["b", "d"] },
      "Stopped by LIMIT_PAIR_REPEATS: @a's handoffs to @b, @d did not happen, because @a had already handed over to each of them 4 times in this conversation.",
    ],
    [
      {
        code: "post.limit",
        limit: "LIMIT_DURATION",
        most: 21_600_000,
        by: "a",
        room: "dev",
        agents: ["b"],
        more: 2,
      },
      "Stopped by LIMIT_DURATION: the post of @a in #dev was stored but did not reach @b, 2 more, because the conversation is older than 6 h.",
    ],
    [
      { code: "posts.limit", most: 3, by: "a", written: 9 },
      "Stopped by LIMIT_FAN_OUT: @a wrote 9 chat room posts in one answer. Only the first 3 were posted.",
    ],
    [{ code: "mentioned", agents: ["b"], by: "a" }, "_(@b was mentioned by @a, not handed over.)_"],
    [
      { code: "deleted", agent: "a", error: "no network" },
      "@a failed and its message was deleted: no network",
    ],
    [
      {
        code: "recipient.unknown",
        names: [{ name: "codr", near: "coder" }],
        agents: { ids: ["coder"], more: 2 },
        teams: { ids: ["dev"], more: 0 },
      },
      "There is no @codr. Did you mean @coder? Agents: @coder and 2 more. Teams: @dev.",
    ],
    [
      { code: "handoff.refused", by: "a", agent: "a", why: "self" },
      "@a wrote to itself, which starts nothing.",
    ],
    [
      { code: "handoff.refused", by: "a", agent: "b", why: "no_team" },
      "@a wrote to @b, which did not get it, because they share no team.",
    ],
    [{ code: "handoff.unknown", by: "a", name: "x", near: null }, "@a wrote to @x, which does not exist."],
    [
      { code: "default.lost", lost: "x", agent: "a" },
      "Your default @x does not exist any more, so this message went to @a. Send the name of another agent alone to choose it.",
    ],
    [
      { code: "agent.closed", agent: "a", role: null, why: "revoked" },
      "@a did not get this work, because the approval of the person who asked was revoked.",
    ],
    [
      { code: "agent.closed", agent: "a", role: "member", why: "unnamed" },
      "@a is not open to people with the role member. Ask an owner.",
    ],
    [
      { code: "agent.closed", agent: "a", role: "member", why: "mode" },
      "@a runs without restrictions (bypass), so it is not open to people with the role member. Ask an owner.",
    ],
    [
      { code: "plan.refused", agent: "a", refusal: "depth", said: "Too deep. Do this part yourself." },
      "_(@a: A plan for sub-agents was not run: Too deep. Do this part yourself.)_",
    ],
    [
      { code: "plans.limit", agent: "a", most: 8, over: 2 },
      "_(@a: Only the first 8 plans of an answer are run; 2 more were not.)_",
    ],
    [
      { code: "files.denied", files: 2, whys: [{ code: "file", refusal: "too_large", max: 9 }] },
      "_(2 files were not attached: it is larger than 9 bytes)_",
    ],
    [
      { code: "tags.limit", most: 1_000 },
      "_(Only the first 1000 tags of this answer were read. The others are plain text.)_",
    ],
    [{ code: "tools.denied", tools: ["Write"] }, "_(Not allowed by the agent's permissions: Write)_"],
    [
      { code: "background.ended", processes: 1, programs: ["sleep"] },
      "_(Work in the background ended with this run, and will not report: 1 process, sleep)_",
    ],
    [{ code: "session.rebuilt" }, "_(The earlier session was lost; this answer began a new one.)_"],
    [
      { code: "prompt.left_out", said: "there is no such file" },
      "_(The agent worked without its prompt file: there is no such file.)_",
    ],
    [
      { code: "recording.unheard", name: "a.ogg", reason: "too_large" },
      "_(a.ogg was not transcribed: it is larger than 25 MB.)_",
    ],
    [
      { code: "recording.unheard", name: null, reason: "unset" },
      "_(Your recording was not transcribed, because no transcription is set up. To set one up: `tinyagi config set speech.transcription.provider openai`)_",
    ],
  ])("is said in both languages: $code", (note, english) => {
    expect(noteText(note)).toBe(english);
    expect(noteText(note, zh)).toMatch(/[\u4e00-\u9fff]/);
  });

  test("of an earlier release stays as it is", () => {
    expect(noteText("Stopped by LIMIT_HOPS.", zh)).toBe("Stopped by LIMIT_HOPS.");
  });
});

test("a note that only a newer release knows is told by its code", () => {
  const newer: ReplyNote = JSON.parse('{"code":"chain.paused","agent":"a"}');
  expect(noteText(newer)).toBe("chain.paused");
});
