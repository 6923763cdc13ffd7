import { expect, test } from "vitest";
import { EVENT_SCHEMAS, EVENT_TYPES } from "./event.js";

test("published event names stay; new ones are added", () => {
  expect([...EVENT_TYPES].sort()).toMatchInlineSnapshot(`
    [
      "conversation.closed",
      "conversation.opened",
      "daemon.started",
      "daemon.stopping",
      "file.denied",
      "handoff.created",
      "handoff.denied",
      "limit.reached",
      "message.accepted",
      "message.cancelled",
      "message.deleted",
      "message.died",
      "message.replayed",
      "message.retrying",
      "reply.delivered",
      "reply.failed",
      "reply.queued",
      "room.posted",
      "run.cancelled",
      "run.completed",
      "run.failed",
      "run.interrupted",
      "run.permission_denied",
      "run.progressed",
      "run.session_rebuilt",
      "run.spawned",
      "run.started",
      "run.tool_completed",
      "run.tool_started",
      "settings.changed",
      "settings.rejected",
    ]
  `);
});

test("names are dotted past-tense words and each has a schema", () => {
  for (const type of EVENT_TYPES) {
    expect(type).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(EVENT_SCHEMAS[type].safeParse(null).success).toBe(false);
  }
});
