import { EVENT_TYPES, type EventData, type EventType } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, test } from "vitest";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { zh } from "../words/zh.js";
import { eventSentence } from "./event-sentence.js";

const LANGUAGES: readonly [string, ViewWords][] = [
  ["en", en],
  ["zh", zh],
];

function say<T extends EventType>(type: T, data: EventData<T>, words: ViewWords = en): string {
  return eventSentence({ type, data }, words);
}

describe.each(LANGUAGES)("the sentences of events (%s)", (_, words) => {
  test("every event has one, and there are none of events that do not exist", () => {
    expect(Object.keys(words.events.sentences).sort()).toEqual([...EVENT_TYPES].sort());
  });

  test("the end of a tool call has the words of its start", () => {
    const call = { agent: "coder", name: "Bash" };
    const started = say("run.tool_started", call, words);
    const ended = (failed: boolean) => say("run.tool_completed", { ...call, failed, output: "a.txt" }, words);
    for (const text of [ended(false), ended(true)]) expect(text.startsWith(started)).toBe(true);
    expect(ended(false)).not.toBe(ended(true));
    expect(ended(false)).toMatch(/ a\.txt$/);
  });

  test("a pause says which login or model of the provider it is about", () => {
    const pause = { provider: "anthropic", class: "rate_limited", reason: "limit", resumesInMs: 1 } as const;
    expect(say("provider.paused", { ...pause, login: "default" }, words)).toContain("default");
    expect(say("provider.paused", { ...pause, model: "big" }, words)).toContain("big");
    expect(say("provider.paused", pause, words)).toMatch(/^anthropic /);
    expect(say("provider.resumed", { provider: "anthropic", login: "work" }, words)).toContain("work");
  });

  test.each([
    ["message.accepted", { agent: "coder", fromAgent: null, sender: "ana", channel: "cli", title: "" }],
    ["message.accepted", { agent: "coder", fromAgent: null, sender: "ana", channel: "cli" }],
    ["recording.transcribed", { agent: "coder", name: "a.ogg", by: "whisper" }],
    ["reply.queued", { outboxId: 3, sender: "ana", channel: "cli" }],
    ["steering.injected", { agent: "coder", by: "ana" }],
    ["steering.redirected", { agent: "coder", by: "ana" }],
  ])("of a step of a story, which has no texts, is whole: %s %j", (type, data) => {
    expect(eventSentence({ type, data }, words)).not.toMatch(/undefined|[:：]$/);
  });

  test("names the agent, unless it stands beside the sentence", () => {
    const event = { type: "run.interrupted", data: { agent: "coder", reason: "restart" } };
    expect(eventSentence(event, words)).toMatch(/^@coder /);
    expect(eventSentence({ ...event, agentStandsBeside: true }, words)).not.toContain("@coder");
  });
});

test("a stranger's name leaves room for what the stranger did", () => {
  const who = { channel: "telegram", senderId: "7", sender: `Kim\n${"x".repeat(400)}` };
  const asked = partial<EventData<"pairing.requested">>(who);
  expect(say("pairing.requested", asked)).toMatch(/^stranger Kim x{35}… wrote on telegram$/);
  expect(say("conversation.opened", partial<EventData<"conversation.opened">>(who)).slice(-20)).toContain(
    "wrote on telegram",
  );
  expect(say("pairing.requested", asked, zh).length).toBeLessThan(120);
});

test("durations, costs and reasons are in the language of the sentence", () => {
  const done = { agent: "coder", durationMs: 5_200, usage: { costUsd: 1.5 } } as EventData<"run.completed">;
  expect(say("run.completed", done)).toBe("@coder done in 5.2 s, $1.50");
  expect(say("run.completed", done, zh)).toBe("@coder 在 5.2 秒内完成，$1.50");
  const worktree = { graphId: "g", node: "root/a", agent: "lead", path: "/w", reason: "no_git" } as const;
  expect(say("node.without_worktree", worktree)).toContain("git is not installed");
  expect(say("node.without_worktree", worktree, zh)).toContain("没有安装 git");
});

test("an event of a newer daemon is named by its type", () => {
  expect(eventSentence({ type: "moon.full_seen", data: {} })).toBe("moon full seen");
  expect(eventSentence({ type: "constructor", data: {} })).toBe("constructor");
});
