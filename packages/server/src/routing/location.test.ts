import { expect, test } from "vitest";
import { locationOf } from "./location.js";

test("what was created can be read where Location says", () => {
  const accepted = { ok: true as const, messageId: "m", agents: [] };
  expect(locationOf("sendMessage", { ...accepted, conversationId: "conv_1" })).toBe(
    "/api/conversations/conv_1",
  );
  const schedule = { id: "1-a" } as Parameters<typeof locationOf<"createSchedule">>[1]["schedule"];
  expect(locationOf("createSchedule", { ok: true, schedule })).toBe("/api/schedules/1-a");
});

test("nothing is named that was not created: a stranger's message, a list", () => {
  const blocked = { ok: true as const, messageId: "m", agents: [], conversationId: "" };
  expect(locationOf("sendMessage", blocked)).toBeUndefined();
  expect(locationOf("listChats", [])).toBeUndefined();
});
