import { expect, test } from "vitest";
import { EVENT_SCHEMAS, EVENT_TYPES } from "./event.js";

test("published event names stay; new ones are added", () => {
  expect([...EVENT_TYPES].sort()).toMatchInlineSnapshot(`
    [
      "conversation.closed",
      "conversation.opened",
      "daemon.started",
      "daemon.stopping",
      "database.commits_missing",
      "file.denied",
      "handoff.created",
      "handoff.denied",
      "limit.reached",
      "message.accepted",
      "message.batched",
      "message.cancelled",
      "message.deleted",
      "message.died",
      "message.replayed",
      "message.retrying",
      "pairing.approved",
      "pairing.dismissed",
      "pairing.requested",
      "pairing.revoked",
      "pairing.role_changed",
      "plugin.allowed",
      "plugin.crashed",
      "plugin.denied",
      "plugin.failed",
      "project.created",
      "project.deleted",
      "project.updated",
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
      "schedule.changed",
      "schedule.failed",
      "schedule.fired",
      "schedule.skipped",
      "settings.changed",
      "settings.rejected",
      "skill.installed",
      "skill.removed",
      "task.comment_deleted",
      "task.commented",
      "task.created",
      "task.deleted",
      "task.dispatch_failed",
      "task.dispatched",
      "task.reordered",
      "task.updated",
      "token.created",
      "token.revoked",
    ]
  `);
});

test("names are dotted past-tense words and each has a schema", () => {
  for (const type of EVENT_TYPES) {
    expect(type).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(EVENT_SCHEMAS[type].safeParse(null).success).toBe(false);
  }
});
