/** @requirement WHY-1 */

import { type ApprovalKind, HOLDS, type HoldCode } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import type { Held } from "../packages/features/src/insight/holds.js";
import type { StoryFacts } from "../packages/features/src/insight/story-facts.js";
import { toVerdict } from "../packages/features/src/insight/verdict.js";
import type { ConversationRow, MessageRow, OutboxRow } from "../packages/kernel/src/store/schema.js";
import { adviceText, reasonText } from "../packages/views/src/why/reason-text.js";
import { zh } from "../packages/views/src/words/zh.js";

const AT = Date.UTC(2026, 0, 1);

function facts(
  message: Partial<MessageRow>,
  rest: {
    conversation?: Partial<ConversationRow>;
    replies?: Partial<OutboxRow>[];
    head?: Partial<MessageRow>;
  } & Partial<Pick<StoryFacts, "others" | "ahead" | "held" | "headHeld" | "live" | "maxLive" | "away">> = {},
): StoryFacts {
  const row = {
    id: 7,
    agent_id: "coder",
    attempts: 1,
    updated_at: AT,
    last_error: null,
    error_class: null,
    failure: null,
    background: 0,
    reported: 1,
    batched_into: null,
  };
  return {
    others: 0,
    ahead: 0,
    held: undefined,
    headHeld: undefined,
    subAgent: null,
    away: undefined,
    live: 0,
    maxLive: 16,
    now: AT,
    runs: [],
    ...rest,
    message: { ...row, status: "completed", kind: "user", not_before: null, ...message } as MessageRow,
    conversation: {
      id: "conv_1",
      channel: "telegram",
      status: "closed",
      quiet: 0,
      ...rest.conversation,
    } as ConversationRow,
    replies: (rest.replies ?? []).map((reply) => ({
      status: "pending",
      last_error: null,
      acked_at: null,
      created_at: AT,
      attempts: 0,
      ...reply,
    })) as OutboxRow[],
    head: rest.head as MessageRow | undefined,
  };
}

function overspent(act: "stopped" | "waits"): string {
  const limits = { resource: "usd", limit: 7.006, used: 7.006, more: { usd: 7 } };
  const budget = { budget: "day", day: "2026-01-01", act };
  return JSON.stringify({ cause: "budget", budget: Object.assign(budget, limits) });
}

/** What the API says in English. */
function told(given: StoryFacts) {
  const { outcome, reasons, advice } = toVerdict(given);
  const hold = reasons.at(-1);
  if (hold !== undefined && Object.hasOwn(HOLDS, hold.code))
    expect(advice?.code ?? null).toBe(HOLDS[hold.code as HoldCode].advice);
  return { outcome, verdict: reasonText(reasons), next: advice === null ? null : adviceText(advice) };
}

function inChinese(given: StoryFacts): string {
  const { reasons, advice } = toVerdict(given);
  const draw = () => "10:00";
  const next = advice === null ? "" : adviceText(advice, draw, zh);
  // Commands, and what a provider said, stay as they are.
  return `${reasonText(reasons, draw, zh)} ${next}`.replaceAll(/`[^`]*`|the provider .*\)/g, "");
}

const ALONE = { of: null, more: 0 };
const approval = (asks: ApprovalKind): Held => ({
  hold: { code: "waits.approval", id: "ask_k7qx2m9p", asks, until: AT, ...ALONE },
  advice: { code: "decide", id: "ask_k7qx2m9p", asks },
});
const pause = (rest: { of: number | null; more: number } = ALONE): Held => ({
  hold: { code: "waits.pause", by: "ana", at: AT, ...rest },
  advice: { code: "resume", target: "run_1" },
});
const pausedBefore: Held = {
  hold: { code: "waits.pause", by: null, at: null, of: null, more: 1 },
  advice: { code: "resume", target: "@coder" },
};
const SUB_AGENTS: Held = {
  hold: { code: "waits.sub_agents", open: 3, names: ["root/a", "root/b"], ...ALONE },
  advice: { code: "sub_agents", runId: "run_1" },
};

/** @requirement WHY-1 */
test.each<[string, StoryFacts, string, string, string | null]>([
  [
    "a budget that stopped it",
    facts({
      status: "cancelled",
      error_class: "budget",
      failure: overspent("stopped"),
    }),
    "cancelled",
    "It was stopped: the budget of the day 2026-01-01 is used up ($7.01 of $7.01). Raise it, and TinyAGI continues: /budget extend day --usd 7 (an owner), or `tinyagi budget extend day --usd 7`. It starts again on 2026-01-02 at 00:00.",
    null,
  ],
  [
    "a person who cancelled what a budget had stopped before",
    facts({
      status: "cancelled",
      error_class: "cancelled",
      last_error: "/stop",
      failure: overspent("stopped"),
    }),
    "cancelled",
    "It was cancelled: /stop.",
    null,
  ],
  [
    "a person who cancelled what a budget let wait",
    facts({
      status: "cancelled",
      error_class: "budget",
      last_error: "no money",
      failure: overspent("waits"),
    }),
    "cancelled",
    "It was cancelled: no money.",
    null,
  ],
  [
    "a pause",
    facts({ status: "pending" }, { held: pause() }),
    "waiting",
    "It was paused by ana at 2026-01-01T00:00:00.000Z.",
    "It waits until a person resumes it: `tinyagi resume run_1`.",
  ],
  [
    "two reasons",
    facts({ status: "pending" }, { held: pausedBefore }),
    "waiting",
    "It was paused by a person (1 more reason after that).",
    "It waits until a person resumes it: `tinyagi resume @coder`.",
  ],
  [
    "a question",
    facts({ status: "pending" }, { held: approval("question") }),
    "waiting",
    "It waits for the answer of a person (ask_k7qx2m9p, until 2026-01-01T00:00:00.000Z).",
    'Read what is asked with `tinyagi approvals ask_k7qx2m9p`. Then answer: `tinyagi answer ask_k7qx2m9p "your text"`.',
  ],
  [
    "a budget",
    facts({ status: "pending" }, { held: approval("budget") }),
    "waiting",
    "It waits for a person's decision about a budget (ask_k7qx2m9p, until 2026-01-01T00:00:00.000Z).",
    "Read what is asked with `tinyagi approvals ask_k7qx2m9p`. Then decide: `tinyagi approve ask_k7qx2m9p` or `tinyagi deny ask_k7qx2m9p`.",
  ],
  [
    "a live run that asks",
    facts({ status: "processing" }, { held: approval("permission") }),
    "working",
    "@coder works on it since 2026-01-01T00:00:00.000Z (attempt 1). It waits for a person's permission to use a tool (ask_k7qx2m9p, until 2026-01-01T00:00:00.000Z).",
    "Read what is asked with `tinyagi approvals ask_k7qx2m9p`. Then decide: `tinyagi approve ask_k7qx2m9p` or `tinyagi deny ask_k7qx2m9p`.",
  ],
  [
    "a message behind a paused one",
    facts(
      { status: "pending" },
      { head: { id: 5, status: "pending", not_before: null }, ahead: 2, headHeld: pause({ of: 5, more: 0 }) },
    ),
    "waiting",
    "It waits behind message 5 and 1 more message. Message 5 was paused by ana at 2026-01-01T00:00:00.000Z.",
    "It waits until a person resumes it: `tinyagi resume run_1`.",
  ],
  [
    "a text that joined a live run",
    facts({ status: "pending", batched_into: 5 }, { head: { id: 5, status: "processing", updated_at: AT } }),
    "working",
    "It joined the run of message 5: @coder works on both since 2026-01-01T00:00:00.000Z.",
    null,
  ],
  [
    "a provider that is paused",
    facts({
      status: "pending",
      not_before: AT + 1,
      last_error: "the provider anthropic is paused until 2026-01-01 10:00 UTC (expired)",
      failure: JSON.stringify({ cause: "login", provider: "anthropic", waitsUntil: AT + 43_200_000 }),
    }),
    "waiting",
    "It waits for the provider anthropic: the provider anthropic is paused until 2026-01-01 10:00 UTC (expired). It waits until 2026-01-01T12:00:00.000Z at the latest.",
    "Log in again: `claude`, or store a key: `tinyagi provider anthropic --api-key-stdin`. TinyAGI tries again by itself; to try now: `tinyagi provider resume anthropic`.",
  ],
  [
    "sub-agents",
    facts({ status: "pending" }, { held: SUB_AGENTS }),
    "waiting",
    "It waits for its sub-agents (3 not ended: root/a, root/b, …).",
    "It continues when they have ended. See them with `tinyagi graph run_1`.",
  ],
])("what holds a message and what ends it: %s", (_name, given, outcome, verdict, next) => {
  expect(told(given)).toEqual({ outcome, verdict, next });
  expect(inChinese(given)).not.toMatch(/[a-z]{4,} [a-z]{4,}/);
});

test.each<[string, StoryFacts, string, string]>([
  [
    "an approval",
    facts({ status: "pending" }, { held: approval("permission") }),
    "waiting",
    "It waits for a person's permission to use a tool (ask_k7qx2m9p, until 2026-01-01T00:00:00.000Z).",
  ],
  [
    "a pause",
    facts({ status: "pending" }, { held: pause() }),
    "waiting",
    "It was paused by ana at 2026-01-01T00:00:00.000Z.",
  ],
  [
    "its sub-agents",
    facts({ status: "pending" }, { held: SUB_AGENTS }),
    "waiting",
    "It waits for its sub-agents (3 not ended: root/a, root/b, …).",
  ],
  ["due", facts({ status: "pending" }), "waiting", "It is due and starts next."],
  [
    "no place",
    facts({ status: "pending" }, { live: 2, maxLive: 2 }),
    "waiting",
    "It waits for a free slot: 2 agents are running, and at most 2 may run at the same time (execution.maxLiveAgents).",
  ],
  [
    "a worker that is away",
    facts({ status: "pending" }, { away: { place: "nas", because: "away" } }),
    "waiting",
    "It waits for the worker nas: @coder works on that machine, and it cannot be reached.",
  ],
  [
    "a worker that is full",
    facts({ status: "pending" }, { live: 2, maxLive: 2, away: { place: "nas", because: "full" } }),
    "waiting",
    "It waits for the worker nas: @coder works on that machine, and all its slots are taken.",
  ],
  [
    "a worker that is drained",
    facts({ status: "pending" }, { away: { place: "nas", because: "draining" } }),
    "waiting",
    "It waits for the worker nas: @coder works on that machine, and it gets no new runs (it is drained).",
  ],
  [
    "its next attempt, whatever its worker does",
    facts(
      { status: "pending", not_before: AT + 60_000, last_error: "reset" },
      { away: { place: "nas", because: "away" } },
    ),
    "waiting",
    "It is retried at 2026-01-01T00:01:00.000Z, because the last attempt failed: reset.",
  ],
  [
    "behind a waiting one",
    facts({ status: "pending" }, { head: { id: 5, status: "pending", not_before: null }, ahead: 1 }),
    "waiting",
    "It waits behind message 5.",
  ],
  [
    "behind several",
    facts({ status: "pending" }, { head: { id: 5, status: "pending", not_before: null }, ahead: 3 }),
    "waiting",
    "It waits behind message 5 and 2 more messages.",
  ],
  ["batched", facts({ batched_into: 5 }), "answered", "@coder answered it together with message 5."],
  [
    "a room",
    facts({ kind: "room" }),
    "answered",
    "@coder answered in the chat room; there is no other delivery.",
  ],
  [
    "quiet",
    facts({}, { conversation: { quiet: 1 } }),
    "answered",
    "@coder answered and had nothing to report, so nothing was delivered.",
  ],
  ["no text", facts({}), "answered", "@coder answered, and there was nothing to deliver."],
  [
    "others work",
    facts({ reported: 0 }, { conversation: { status: "open" }, others: 2 }),
    "answered",
    "@coder answered; its reply waits for 2 more of the conversation.",
  ],
  [
    "no consumer",
    facts({}, { conversation: { channel: "cli" }, replies: [{}] }),
    "answered",
    "@coder answered; the reply is saved; cli has no delivery. Read it with `tinyagi conversation show conv_1`.",
  ],
  [
    "delivery fails",
    facts({}, { replies: [{ attempts: 3, last_error: "timeout" }] }),
    "undelivered",
    "@coder answered; the reply waits for the channel telegram to fetch it. 3 attempts failed. Last error: timeout.",
  ],
  [
    "delivery failed permanently",
    facts({}, { replies: [{ status: "acked" }, { status: "dead", last_error: "chat not found" }] }),
    "undelivered",
    "@coder answered, but telegram could not deliver the reply: chat not found.",
  ],
  [
    "delivered",
    facts({}, { replies: [{ status: "acked", acked_at: AT + 1_000 }] }),
    "answered",
    "@coder answered and telegram delivered the reply at 2026-01-01T00:00:01.000Z.",
  ],
])("a message is described as: %s", (_what, given, outcome, verdict) => {
  expect(told(given)).toMatchObject({ outcome, verdict });
});

test.each([
  ["auth", "tinyagi doctor"],
  ["not_found", "tinyagi doctor"],
  ["context_too_long", "tinyagi reset"],
  ["rate_limited", "Wait until"],
  ["invalid", "Retry it with"],
])("a permanent failure of class %s comes with advice", (errorClass, words) => {
  const { next } = told(facts({ status: "dead", error_class: errorClass, last_error: "no" }));
  expect(next).toContain(words);
  expect(next).toContain("tinyagi queue retry 7");
});
