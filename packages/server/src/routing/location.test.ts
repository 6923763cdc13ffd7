import { expect, test } from "vitest";
import { toLocation } from "./location.js";

test("Location contains the path of a created resource", () => {
  const accepted = { ok: true as const, messageId: "m", agents: [] };
  expect(toLocation("sendMessage", { ...accepted, conversationId: "conv_1" })).toBe(
    "/api/conversations/conv_1",
  );
  const schedule = { id: "1-a" } as Parameters<typeof toLocation<"createSchedule">>[1]["schedule"];
  expect(toLocation("createSchedule", { ok: true, schedule })).toBe("/api/schedules/1-a");
});

test("an answer without a created resource has no Location: a stranger's message, a list", () => {
  const blocked = { ok: true as const, messageId: "m", agents: [], conversationId: "" };
  expect(toLocation("sendMessage", blocked)).toBeUndefined();
  expect(toLocation("listChats", [])).toBeUndefined();
});
