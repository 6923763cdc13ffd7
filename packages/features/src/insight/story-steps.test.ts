/** The steps of a message, derived from its events. @requirement WHY-1 */
import type { JournalEvent, Reason } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow, RunRow } from "@tinyagi/kernel";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, test } from "vitest";
import type { StoryFacts } from "./story-facts.js";
import { storySteps } from "./story-steps.js";

const facts: StoryFacts = {
  message: { id: 7, agent_id: "coder", created_at: 1_000 } as MessageRow,
  conversation: { id: "conv_1" } as ConversationRow,
  runs: [{ id: "run_1" } as RunRow],
  replies: [],
  others: 0,
  head: undefined,
  ahead: 0,
  holds: [],
  headHolds: [],
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
const stepsOf = (...events: JournalEvent[]) => storySteps(facts, [accepted, ...events], DONE).slice(1);

describe("an event of the message", () => {
  test.each<[JournalEvent["type"], object, string, string]>([
    [
      "run.started",
      { agent: "coder", attempt: 2, harness: "codex", model: "m" },
      "attempt",
      "attempt 2 of @coder began with codex (m)",
    ],
    [
      "run.started",
      { agent: "coder", attempt: 1, harness: "", model: null },
      "attempt",
      "attempt 1 of @coder began",
    ],
    ["run.permission_denied", { agent: "coder", tool: "Bash" }, "denied", "@coder may not use Bash"],
    ["run.completed", { agent: "coder", durationMs: 1_240 }, "answered", "@coder answered after 1.2 s"],
    ["run.completed", { agent: "coder", durationMs: 65_400 }, "answered", "@coder answered after 1 min 5 s"],
    ["run.failed", { class: "auth", error: "no key" }, "failed", "the attempt failed (auth): no key"],
    [
      "run.interrupted",
      { reason: "the daemon stopped" },
      "interrupted",
      "the attempt was interrupted: the daemon stopped",
    ],
    ["run.cancelled", { reason: "stop" }, "cancelled", "the attempt was ended: stop"],
    ["message.retrying", { delayMs: 2_000 }, "retry", "another attempt follows in 2.0 s"],
    ["message.died", { attempts: 1, class: "auth" }, "dead", "failed permanently after 1 attempt (auth)"],
    [
      "message.died",
      { attempts: 5, class: "transient" },
      "dead",
      "failed permanently after 5 attempts (transient)",
    ],
    ["message.cancelled", { reason: "/stop" }, "cancelled", "cancelled: /stop"],
    ["message.replayed", {}, "replayed", "put back into the queue by hand"],
    ["handoff.created", { toAgent: "tester" }, "handoff", "handed over to @tester"],
    [
      "handoff.denied",
      { toAgent: "boss", reason: "no teammate" },
      "denied",
      "not handed over to @boss: no teammate",
    ],
    ["wait.started", { agent: "coder", reason: "person" }, "waiting_in_run", "@coder waits for a person"],
    ["spawn.requested", { agent: "coder", agents: 2 }, "spawn", "@coder asked for 2 sub-agents"],
    [
      "spawn.refused",
      { reason: "depth", message: "too deep" },
      "refused",
      "the sub-agents were refused (depth): too deep",
    ],
    ["spawn.completed", { nodes: 1, status: "partial" }, "spawn_ended", "1 sub-agent ended: partial"],
    [
      "graph.forked",
      { from: "graph_1", fromConversation: "conv_1", generation: 1, edited: ["root/a", "root/b"], shared: 3 },
      "forked",
      "forked from conv_1 with a new prompt for root/a, root/b; the results of 3 sub-agents are taken over",
    ],
    [
      "graph.forked",
      { from: "graph_1", fromConversation: "conv_1", generation: 1, edited: [], shared: 1 },
      "forked",
      "forked from conv_1 to retry a part; the result of 1 sub-agent is taken over",
    ],
    ["node.failed", { node: "a/b", error: "e" }, "failed", "the sub-agent a/b failed: e"],
    ["node.skipped", { node: "a/b", reason: "r" }, "denied", "the sub-agent a/b was not started: r"],
    [
      "approval.requested",
      { agent: "coder", kind: "permission", approvalId: "ask_1" },
      "approval",
      "@coder asked a person (permission, ask_1)",
    ],
    [
      "approval.answered",
      { approvalId: "ask_1", status: "denied", by: "ana" },
      "approval",
      "ask_1 was denied by ana",
    ],
    ["approval.expired", { approvalId: "ask_1" }, "approval", "no one decided ask_1 in time"],
    [
      "approval.cancelled",
      { approvalId: "ask_1", reason: "the run ended" },
      "approval",
      "ask_1 needs no decision any more: the run ended",
    ],
    [
      "budget.exceeded",
      { budget: "day", used: 5, limit: 5, resource: "usd", action: "stopped" },
      "budget",
      "the budget day is used up (5 of 5 usd): the run was stopped",
    ],
    ["steering.injected", { by: "ana" }, "steered", "ana gave the run a text"],
    ["steering.redirected", { by: "ana" }, "steered", "ana replaced the task of the run"],
    ["steering.paused", { by: "ana" }, "steered", "ana paused it"],
    ["steering.resumed", { by: "ana" }, "steered", "ana resumed it"],
    ["steering.cancelled", { by: "ana" }, "steered", "ana cancelled it"],
    [
      "steering.refused",
      { by: "ana", command: "pause", reason: "already_paused" },
      "denied",
      "the command pause of ana was refused: already paused",
    ],
    ["file.denied", { reason: "it is no file" }, "denied", "a file was not attached: it is no file"],
  ])("%s becomes a step", (type, data, kind, text) => {
    expect(stepsOf(event(type, data))).toEqual([{ at: 2_000, runId: null, kind, text }]);
  });

  test("becomes a step when it contains only the run's id", () => {
    const steps = stepsOf(event("run.failed", { class: "auth", error: "no key" }, { runId: "run_1" }));
    expect(steps).toMatchObject([{ kind: "failed", runId: "run_1" }]);
  });

  test("without information for people is omitted", () => {
    expect(stepsOf(event("run.spawned", { agent: "coder", pid: 5 }))).toEqual([]);
    expect(stepsOf(event("run.tool_started", { agent: "coder", name: "Bash" }))).toEqual([]);
  });
});

describe("an event of another message", () => {
  test("of the same conversation is omitted", () => {
    expect(stepsOf(event("run.failed", { class: "auth", error: "no key" }, { messageRowId: 8 }))).toEqual([]);
    expect(stepsOf(event("run.completed", { agent: "x", durationMs: 1 }, { runId: "run_2" }))).toEqual([]);
  });

  test("becomes a step when it concerns the whole conversation", () => {
    const steps = stepsOf(
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
    expect(stepsOf(event("reply.failed", failed, {}))).toMatchObject([
      { kind, text: "reply 3 could not be delivered (attempt 2): no network" },
    ]);
  });
});

describe("the first step", () => {
  test("names who sent it and where", () => {
    expect(storySteps(facts, [accepted], DONE)).toMatchObject([
      { text: "accepted for @coder from ana on cli" },
    ]);
  });

  test("names the agent that handed the message over", () => {
    const handed = event("message.accepted", {
      agent: "coder",
      sender: "ana",
      channel: "cli",
      fromAgent: "lead",
    });
    expect(storySteps(facts, [handed], DONE)).toMatchObject([
      { text: "accepted for @coder, handed over by @lead" },
    ]);
  });

  test("comes from the message itself when its event was deleted", () => {
    expect(storySteps(facts, [], DONE)).toEqual([
      { at: 1_000, kind: "accepted", runId: null, text: "accepted for @coder" },
    ]);
  });
});

test.each(["message.retrying", "message.died"] as const)(
  "a failure comes before the %s it led to",
  (type) => {
    const data = { delayMs: 1_000, attempts: 5, class: "transient" };
    const steps = stepsOf(
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
  expect(steps.at(-1)).toEqual({ at: 9_000, kind: "waiting", text: "", runId: null, reasons });
});
