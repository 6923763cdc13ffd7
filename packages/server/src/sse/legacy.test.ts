/** Pins the event payloads of 0.0.20. */
import { EVENT_TYPES, type JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { legacyEvents } from "./legacy.js";

const usage = { inputTokens: 1, outputTokens: 1 };

function only(event: unknown): unknown {
  const events = legacyEvents(event as JournalEvent);
  expect(events).toHaveLength(1);
  const first = events[0];
  expect(first?.data.type).toBe(first?.event);
  return first?.data;
}

describe("legacyEvents", () => {
  const accepted = {
    messageId: "api_1",
    agent: "coder",
    kind: "user",
    fromAgent: null,
    channel: "api",
    sender: "API",
    preview: "fix the build",
    incoming: "@coder fix the build",
  };

  it("maps a person's incoming message", () => {
    expect(only({ seq: 1, type: "message.accepted", time: 5, data: accepted })).toEqual({
      type: "message:incoming",
      timestamp: 5,
      messageId: "api_1",
      agent: "coder",
      channel: "api",
      sender: "API",
      message: "@coder fix the build",
    });
  });

  it("quotes at most 120 characters and never half a character", () => {
    const incoming = `${"x".repeat(119)}😀 and more`;
    const data = only({ type: "message.accepted", time: 5, data: { ...accepted, incoming } });
    expect(data).toMatchObject({ message: "x".repeat(119) });
  });

  it.each(["user", "chain", "handoff", "room", "summary"])(
    "has no legacy event for a further message of kind %s",
    (kind) => {
      const { incoming: _first, ...further } = accepted;
      expect(legacyEvents({ type: "message.accepted", time: 5, data: { ...further, kind } })).toEqual([]);
    },
  );

  it("maps the start of a run", () => {
    const data = {
      agent: "coder",
      agentName: "Coder",
      fromAgent: "lead",
      harness: "demo",
      provider: "demo",
      model: null,
      attempt: 1,
      parentRunId: null,
      rootRunId: "run_1",
      depth: 0,
    };
    expect(only({ type: "run.started", time: 7, data })).toEqual({
      type: "agent:invoke",
      timestamp: 7,
      agentId: "coder",
      agentName: "Coder",
      fromAgent: "lead",
    });
  });

  it("maps complete progress texts but no fragments", () => {
    const data = { agent: "coder", agentName: "Coder", text: "reading", delta: false, messageId: "m1" };
    expect(only({ type: "run.progressed", time: 7, data })).toEqual({
      type: "agent:progress",
      timestamp: 7,
      agentId: "coder",
      agentName: "Coder",
      text: "reading",
      messageId: "m1",
    });
    expect(legacyEvents({ type: "run.progressed", time: 7, data: { ...data, delta: true } })).toEqual([]);
  });

  it("maps an agent's answer with its full content", () => {
    const who = { agent: "coder", agentName: "Coder", channel: "api", sender: "API", messageId: "m1" };
    const data = { ...who, output: "done", usage, durationMs: 3, isTeamMessage: true };
    expect(only({ type: "run.completed", time: 9, data })).toEqual({
      type: "agent:response",
      timestamp: 9,
      agentId: "coder",
      agentName: "Coder",
      role: "assistant",
      channel: "api",
      sender: "API",
      messageId: "m1",
      content: "done",
      isTeamMessage: true,
    });
  });

  it("maps a message that failed permanently to its agent's answer, with the reason", () => {
    const origin = {
      agentName: "Coder",
      channel: "api",
      sender: "API",
      messageId: "m1",
      isTeamMessage: false,
    };
    const data = { agent: "coder", attempts: 2, class: "auth", error: "the key was refused", origin };
    expect(only({ seq: 4, type: "message.died", time: 9, messageRowId: 7, data })).toEqual({
      type: "agent:response",
      timestamp: 9,
      agentId: "coder",
      agentName: "Coder",
      role: "assistant",
      channel: "api",
      sender: "API",
      messageId: "m1",
      content: "failed after 2 attempts: the key was refused (retry it with `tinyagi queue retry 7`)",
      isTeamMessage: false,
    });
    const { origin: _of, ...inAnothersRun } = data;
    expect(legacyEvents({ type: "message.died", time: 9, data: inAnothersRun } as JournalEvent)).toEqual([]);
  });

  it("maps a handoff to a mention", () => {
    const data = { fromAgent: "lead", toAgent: "coder", team: "dev", hop: 1 };
    expect(only({ type: "handoff.created", time: 9, data })).toEqual({
      type: "agent:mention",
      timestamp: 9,
      teamId: "dev",
      fromAgent: "lead",
      toAgent: "coder",
    });
  });

  it("maps a queued reply, without an agent when it has none", () => {
    const data = {
      outboxId: 1,
      channel: "api",
      sender: "API",
      agent: "coder",
      messageId: "m1",
      length: 4,
      text: "done",
    };
    const expected = {
      type: "message:done",
      timestamp: 9,
      channel: "api",
      sender: "API",
      responseLength: 4,
      responseText: "done",
      messageId: "m1",
    };
    expect(only({ type: "reply.queued", time: 9, data })).toEqual({ ...expected, agentId: "coder" });
    expect(only({ type: "reply.queued", time: 9, data: { ...data, agent: null } })).toEqual(expected);
  });

  it("has no legacy event for any other type", () => {
    const known = [
      "message.accepted",
      "run.started",
      "run.progressed",
      "run.completed",
      "message.died",
      "handoff.created",
      "reply.queued",
    ];
    for (const type of EVENT_TYPES.filter((candidate) => !known.includes(candidate))) {
      expect(legacyEvents({ type, time: 1, data: {} } as JournalEvent)).toEqual([]);
    }
  });
});
