/** @requirement WHY-1 */
import { expect, test } from "vitest";
import type { ConversationRow, MessageRow, OutboxRow } from "../store/schema.js";
import type { StoryFacts } from "./story-facts.js";
import { verdictOf } from "./verdict.js";

const AT = Date.UTC(2026, 0, 1);

function facts(
  message: Partial<MessageRow>,
  rest: {
    conversation?: Partial<ConversationRow>;
    replies?: Partial<OutboxRow>[];
    head?: Partial<MessageRow>;
  } & Partial<Pick<StoryFacts, "others" | "ahead" | "holds" | "live" | "maxLive">> = {},
): StoryFacts {
  const row = { id: 7, agent_id: "coder", attempts: 1, updated_at: AT, reported: 1, batched_into: null };
  return {
    others: 0,
    ahead: 0,
    holds: [],
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

test.each<[string, StoryFacts, string, string]>([
  [
    "an approval",
    facts({ status: "pending" }, { holds: ["approval:ask_k7qx2m9p"] }),
    "waiting",
    "It waits for the decision of a person (ask_k7qx2m9p).",
  ],
  [
    "a pause",
    facts({ status: "pending" }, { holds: ["pause"] }),
    "waiting",
    "A person paused it. It runs again when its run is resumed.",
  ],
  [
    "its sub-agents",
    facts({ status: "pending" }, { holds: ["spawn:call_1"] }),
    "waiting",
    "It waits until its sub-agents have ended.",
  ],
  ["due", facts({ status: "pending" }), "waiting", "It is due and starts next."],
  [
    "no place",
    facts({ status: "pending" }, { live: 2, maxLive: 2 }),
    "waiting",
    "It waits for a free slot: 2 agents are running, and at most 2 may run at the same time (execution.maxLiveAgents).",
  ],
  [
    "behind a waiting one",
    facts({ status: "pending" }, { head: { id: 5, status: "pending", not_before: null }, ahead: 1 }),
    "waiting",
    "It waits behind message 5.",
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
    "@coder answered; the reply waits for 2 more of the conversation.",
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
  expect(verdictOf(given)).toMatchObject({ outcome, verdict });
});

test.each([
  ["auth", "tinyagi doctor"],
  ["not_found", "tinyagi doctor"],
  ["context_too_long", "tinyagi reset"],
  ["rate_limited", "Wait until"],
  ["invalid", "Retry it with"],
])("a permanent failure of class %s comes with advice", (errorClass, words) => {
  const { next } = verdictOf(facts({ status: "dead", error_class: errorClass, last_error: "no" }));
  expect(next).toContain(words);
  expect(next).toContain("tinyagi queue retry 7");
});
