import { expect, test } from "vitest";
import { OPEN_CHANNELS, UNFETCHED_CHANNELS, UNREAD_CHANNELS } from "./channel.js";

test("strangers can write on the chat platforms only", () => {
  expect([...OPEN_CHANNELS]).toEqual(["discord", "telegram", "whatsapp"]);
});

test("replies expire only on channels whose replies no client fetches", () => {
  expect([...UNFETCHED_CHANNELS].sort()).toEqual(
    ["api", "chatroom", "cli", "heartbeat", "mcp", "schedule", "task", "web", "webhook"].sort(),
  );
});

test("no person reads heartbeats, schedules without a sender, tasks and chat rooms", () => {
  expect([...UNREAD_CHANNELS].sort()).toEqual(["chatroom", "heartbeat", "schedule", "task"]);
});
