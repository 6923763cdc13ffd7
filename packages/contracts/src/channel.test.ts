import { expect, test } from "vitest";
import { FETCHED_CHANNELS, LOCAL_CHANNELS, UNFETCHED_CHANNELS, UNREAD_CHANNELS } from "./channel.js";
import { CHANNEL_STEPS } from "./channel-steps.js";
import { DEBOUNCE_DEFAULT_MS, getDebounce } from "./settings/channel.js";

test("the channels without pairing are listed, so that an unknown name is not one of them", () => {
  expect([...LOCAL_CHANNELS].sort()).toEqual(
    ["api", "chatroom", "cli", "heartbeat", "mcp", "schedule", "task", "web", "webhook"].sort(),
  );
  expect(LOCAL_CHANNELS.has("signal")).toBe(false);
});

test("replies expire only on channels whose replies no client fetches", () => {
  expect([...UNFETCHED_CHANNELS].sort()).toEqual(
    ["api", "chatroom", "cli", "heartbeat", "mcp", "schedule", "task", "web", "webhook"].sort(),
  );
});

test("no person reads heartbeats, schedules without a sender, tasks and chat rooms", () => {
  expect([...UNREAD_CHANNELS].sort()).toEqual(["chatroom", "heartbeat", "schedule", "task"]);
});

test("each channel that the settings can start has the steps that connect it, and only those", () => {
  expect([...FETCHED_CHANNELS].sort()).toEqual(Object.keys(CHANNEL_STEPS).sort());
});

test("a platform that is turned on without further settings joins what an app splits; other channels do not", () => {
  const enabled = ["whatsapp", "signal"];
  expect(getDebounce({ enabled }, "whatsapp")).toBe(DEBOUNCE_DEFAULT_MS);
  expect(getDebounce({ enabled, whatsapp: { debounceMs: 0 } }, "whatsapp")).toBe(0);
  expect(getDebounce({ enabled, telegram: {} }, "telegram.coder")).toBe(DEBOUNCE_DEFAULT_MS);
  for (const channel of ["web", "signal", "toString", "telegram"])
    expect(getDebounce({ enabled }, channel)).toBe(0);
});
