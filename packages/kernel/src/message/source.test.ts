import type { MessageSource } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { isSelfStarted, resolveSource } from "./source.js";

type OriginFacts = Parameters<typeof resolveSource>[1];

const message = { kind: "user" as const, context: null };
const chat: OriginFacts = { channel: "telegram", metadata: null, task_id: null };

test.each<[string, Partial<Parameters<typeof resolveSource>[0]>, Partial<OriginFacts>, MessageSource]>([
  ["a person", {}, {}, "user"],
  ["a schedule", {}, { channel: "schedule" }, "schedule"],
  ["a schedule that answers in a chat", {}, { metadata: '{"schedule":"daily"}' }, "schedule"],
  ["a heartbeat", {}, { channel: "heartbeat", metadata: '{"heartbeat":"coder"}' }, "heartbeat"],
  ["a task", {}, { task_id: "task_1" }, "task"],
  ["a repetition", { context: '{"repeats":{"kind":"room","from":null,"team":null}}' }, {}, "retry"],
  ["a teammate", { kind: "handoff" }, { channel: "schedule" }, "handoff"],
  ["a sub-agent's plan", { kind: "node" }, {}, "spawn"],
  ["other data of a client", {}, { metadata: '["schedule"]' }, "user"],
])("the source of a message of %s is known", (_who, of, asked, source) => {
  expect(resolveSource({ ...message, ...of }, { ...chat, ...asked }, () => false)).toBe(source);
});

test("data of a client about a schedule or heartbeat makes its message none of those", () => {
  for (const metadata of ['{"schedule":"daily"}', '{"heartbeat":"coder"}'])
    expect(resolveSource(message, { ...chat, metadata }, () => true)).toBe("user");
});

test("only what set itself off is background work", () => {
  expect([chat, { ...chat, channel: "heartbeat" }].map(isSelfStarted)).toEqual([false, true]);
});
