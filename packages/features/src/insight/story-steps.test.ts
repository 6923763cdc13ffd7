/** The steps of a message, derived from its events. @requirement WHY-1 */
import { cutText } from "@tinyagi/base";
import type { JournalEvent, Reason } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow, RunRow } from "@tinyagi/kernel";
import { partial } from "@tinyagi/testkit/partial";
import { storyStepText } from "@tinyagi/views";
import { describe, expect, test } from "vitest";
import type { StoryFacts } from "./story-facts.js";
import { storySteps } from "./story-steps.js";

const facts: StoryFacts = {
  message: {
    id: 7,
    agent_id: "coder",
    from_agent: null,
    title: "the key is sk-123",
    created_at: 1_000,
  } as MessageRow,
  conversation: { id: "conv_1", sender: "ana", channel: "cli" } as ConversationRow,
  runs: [{ id: "run_1" } as RunRow],
  replies: [],
  others: 0,
  head: undefined,
  ahead: 0,
  held: undefined,
  headHeld: undefined,
  away: undefined,
  live: 0,
  maxLive: 4,
  subAgent: null,
  now: 9_000,
};
const DONE = { outcome: "answered" as const, reasons: [] };

type Extra = Partial<Pick<JournalEvent, "messageRowId" | "runId" | "time">>;
let seq = 0;
function event(type: JournalEvent["type"], data: object, extra: Extra = { messageRowId: 7 }): JournalEvent {
  seq += 1;
  return partial<JournalEvent>({ seq, type, time: 2_000, conversationId: "conv_1", data, ...extra });
}
const accepted = event("message.accepted", {
  agent: "coder",
  sender: "ana",
  channel: "cli",
  fromAgent: null,
});
const toSteps = (...events: JournalEvent[]) => storySteps(facts, [accepted, ...events], DONE).slice(1);

describe("an event of the message", () => {
  test.each<[JournalEvent["type"], object, string]>([
    ["run.started", { agent: "coder", attempt: 2, harness: "codex", model: "m" }, "attempt"],
    ["run.started", { agent: "coder", attempt: 1, harness: "", model: null }, "attempt"],
    ["run.permission_denied", { agent: "coder", tool: "Bash" }, "denied"],
    ["run.completed", { agent: "coder", durationMs: 1_240 }, "answered"],
    ["run.completed", { agent: "coder", durationMs: 65_400 }, "answered"],
    ["run.failed", { class: "auth", error: "no key" }, "failed"],
    ["run.interrupted", { reason: "the daemon stopped" }, "interrupted"],
    ["run.cancelled", { reason: "stop" }, "cancelled"],
    ["message.retrying", { delayMs: 2_000 }, "retry"],
    ["message.died", { attempts: 1, class: "auth" }, "dead"],
    ["message.died", { attempts: 5, class: "transient" }, "dead"],
    ["message.cancelled", { reason: "/stop" }, "cancelled"],
    ["message.replayed", {}, "replayed"],
    ["handoff.created", { toAgent: "tester" }, "handoff"],
    ["handoff.denied", { toAgent: "boss", reason: "no teammate" }, "denied"],
    ["wait.started", { agent: "coder", reason: "person" }, "waiting_in_run"],
    ["spawn.requested", { agent: "coder", agents: 2 }, "spawn"],
    ["spawn.refused", { reason: "depth", message: "too deep" }, "refused"],
    ["spawn.completed", { nodes: 1, status: "partial" }, "spawn_ended"],
    [
      "graph.forked",
      { from: "graph_1", fromConversation: "conv_1", generation: 1, edited: ["root/a", "root/b"], shared: 3 },
      "forked",
    ],
    [
      "graph.forked",
      { from: "graph_1", fromConversation: "conv_1", generation: 1, edited: [], shared: 1 },
      "forked",
    ],
    ["node.failed", { node: "a/b", error: "e" }, "failed"],
    ["node.skipped", { node: "a/b", reason: "r" }, "denied"],
    ["approval.requested", { agent: "coder", kind: "permission", approvalId: "ask_1" }, "approval"],
    ["approval.answered", { approvalId: "ask_1", status: "denied", by: "ana" }, "approval"],
    ["approval.expired", { approvalId: "ask_1" }, "approval"],
    ["approval.cancelled", { approvalId: "ask_1", reason: "the run ended" }, "approval"],
    ["budget.exceeded", { budget: "day", used: 5, limit: 5, resource: "usd", action: "stopped" }, "budget"],
    ["steering.injected", { by: "ana" }, "steered"],
    ["steering.redirected", { by: "ana" }, "steered"],
    ["steering.paused", { by: "ana" }, "steered"],
    ["steering.resumed", { by: "ana" }, "steered"],
    ["steering.cancelled", { by: "ana" }, "steered"],
    ["steering.refused", { by: "ana", command: "pause", reason: "already_paused" }, "denied"],
    ["file.denied", { reason: "it is no file" }, "denied"],
  ])("%s becomes a step with its facts", (type, data, kind) => {
    expect(toSteps(event(type, data))).toEqual([{ at: 2_000, runId: null, kind, event: { type, data } }]);
  });

  test("becomes a step when it contains only the run's id", () => {
    const steps = toSteps(event("run.failed", { class: "auth", error: "no key" }, { runId: "run_1" }));
    expect(steps).toMatchObject([{ kind: "failed", runId: "run_1" }]);
  });

  test("without information for people is omitted", () => {
    expect(toSteps(event("run.spawned", { agent: "coder", pid: 5 }))).toEqual([]);
    expect(toSteps(event("run.tool_started", { agent: "coder", name: "Bash" }))).toEqual([]);
  });
});

describe("an event of another message", () => {
  test("of the same conversation is omitted", () => {
    expect(toSteps(event("run.failed", { class: "auth", error: "no key" }, { messageRowId: 8 }))).toEqual([]);
    expect(toSteps(event("run.completed", { agent: "x", durationMs: 1 }, { runId: "run_2" }))).toEqual([]);
  });

  test("becomes a step when it concerns the whole conversation", () => {
    const steps = toSteps(
      event("schedule.fired", { label: "daily" }, {}),
      event("limit.reached", { code: "HOPS", limit: 9, fromAgent: "coder" }, { messageRowId: 8 }),
      event("reply.queued", { outboxId: 3, sender: "ana", channel: "cli" }, {}),
      event("reply.delivered", { outboxId: 3, channel: "cli" }, {}),
      event("conversation.closed", { status: "closed" }, {}),
    );
    expect(steps.map((step) => step.kind)).toEqual([
      "schedule",
      "limit",
      "reply_queued",
      "delivered",
      "closed",
    ]);
  });

  test.each([
    [true, "undelivered"],
    [false, "delivery_failed"],
  ])("a failed delivery, permanent: %s, is %s", (dead, kind) => {
    const failed = { outboxId: 3, attempts: 2, error: "no network", dead };
    expect(toSteps(event("reply.failed", failed, {}))).toMatchObject([{ kind, event: { data: failed } }]);
  });
});

describe("the first step", () => {
  test("names who sent it and where", () => {
    const [step] = storySteps(facts, [accepted], DONE);
    expect(step && storyStepText(step)).toBe("message for @coder from ana on cli");
  });

  test("names the agent that handed the message over", () => {
    const data = { agent: "coder", sender: "ana", channel: "cli", fromAgent: "lead" };
    const [step] = storySteps(facts, [event("message.accepted", data)], DONE);
    expect(step && storyStepText(step)).toBe("message for @coder from @lead");
  });

  test("comes from the message itself when its event was deleted", () => {
    expect(storySteps(facts, [], DONE)).toEqual([
      {
        at: 1_000,
        kind: "accepted",
        runId: null,
        event: {
          type: "message.accepted",
          data: { agent: "coder", fromAgent: null, sender: "ana", channel: "cli" },
        },
      },
    ]);
  });
});

test("a story repeats nothing that a person or an agent wrote to another, and no long text", () => {
  const long = "x".repeat(9_000);
  const steps = toSteps(
    event("steering.injected", { by: "ana", agent: "coder", preview: "hi" }),
    event("reply.queued", { channel: "cli", text: "hi" }, {}),
    event("approval.requested", { agent: "coder", title: long, detail: "hi", options: [long] }),
  );
  const short = cutText(long, 300);
  expect(steps.map((step) => step.event?.data)).toEqual([
    { by: "ana", agent: "coder" },
    { channel: "cli" },
    { agent: "coder", title: short, options: [short] },
  ]);
});

test.each([
  ["run.failed", "error"],
  ["run.interrupted", "reason"],
  ["spawn.refused", "message"],
] as const)("why something failed is not cut like a title: %s", (type, member) => {
  const say = (length: number) => toSteps(event(type, { [member]: "x".repeat(length) }))[0]?.event?.data;
  expect(say(1_900)).toEqual({ [member]: "x".repeat(1_900) });
  expect(say(9_000)).toEqual({ [member]: cutText("x".repeat(9_000), 2_000) });
});

test.each(["message.retrying", "message.died"] as const)(
  "a failure comes before the %s it led to",
  (type) => {
    const data = { delayMs: 1_000, attempts: 5, class: "transient" };
    const steps = toSteps(
      event("run.started", { agent: "coder", attempt: 1, harness: "", model: null }),
      event(type, data),
      event("run.failed", { class: "transient", error: "reset" }),
    );
    expect(steps.map((step) => step.kind)).toEqual([
      "attempt",
      "failed",
      type === "message.died" ? "dead" : "retry",
    ]);
  },
);

test("a waiting message ends with the reason and the current time", () => {
  const reasons: Reason[] = [{ code: "waits.start" }];
  const steps = storySteps(facts, [accepted], { outcome: "waiting", reasons });
  expect(steps.at(-1)).toEqual({ at: 9_000, kind: "waiting", runId: null, reasons });
});
