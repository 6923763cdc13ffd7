import { expect, test } from "vitest";
import { toMarkdown } from "./thread-markdown";
import type { Turn } from "./turns";

test("a conversation is copied with who said what, and without hidden characters", () => {
  const turn = { runId: "r", agent: "coder", from: null, text: "- done\u202e", error: undefined } as Turn;
  const failed = { ...turn, agent: "tester", from: "coder", text: "", error: "no key" };
  const conversation = { sender: "Ada", channel: "telegram", text: "Bake\nbread", createdAt: 0, replies: [] };
  expect(toMarkdown(conversation, [turn, failed], { coder: { name: "Coder" } } as never)).toBe(
    [
      "**Ada** (telegram, 1970-01-01T00:00:00.000Z)",
      "Bake\nbread",
      "**Coder**",
      "- done",
      "**tester**, asked by Coder",
      "Failed: no key\n",
    ].join("\n\n"),
  );
});

test("a joined reply is copied as it was delivered, once", () => {
  const turns = ["lead", "coder"].map((agent) => ({
    runId: agent,
    agent,
    from: null,
    text: `alone ${agent}`,
    startedAt: 1,
    finishedAt: 2,
  })) as Turn[];
  const reply = { agent: "lead", agents: ["lead", "coder"], message: "@lead:\nBoth.", createdAt: 3 };
  const conversation = { sender: "Ada", channel: "web", text: "Bake", createdAt: 0, replies: [reply] };
  const copied = toMarkdown(conversation as never, turns, { coder: { name: "Coder" } } as never);
  expect(copied).toBe(
    "**Ada** (web, 1970-01-01T00:00:00.000Z)\n\nBake\n\n**lead, Coder**\n\n@lead:\nBoth.\n",
  );
});

test("a reply whose parts are known is copied whole: answers, failures, who waits, notes", () => {
  const turns = ["lead", "coder"].map((agent) => ({
    runId: agent,
    agent,
    from: null,
    text: `alone ${agent}`,
    startedAt: 1,
    finishedAt: 2,
  })) as Turn[];
  const none = { text: null, failure: null, waiting: null, runId: null };
  const parts = [
    { ...none, agent: "lead", runId: "lead", text: "My part." },
    {
      ...none,
      agent: "coder",
      runId: "coder",
      text: "Half.",
      failure: { class: "auth", message: "failed: no key", advice: null, runId: "coder" },
    },
    { ...none, agent: "tester", waiting: "busy" },
  ];
  const reply = { agent: "lead", agents: ["lead", "coder"], createdAt: 3, parts, notes: ["Stopped."] };
  const conversation = { sender: "Ada", channel: "web", text: "Bake", createdAt: 0, replies: [reply] };
  const copied = toMarkdown(conversation as never, turns, { coder: { name: "Coder" } } as never);
  expect(copied.split("\n\n").slice(2)).toEqual([
    ...["**lead**", "My part.", "**Coder**", "Half.", "failed: no key"],
    ...["**tester**: has not answered yet: busy", "Stopped.\n"],
  ]);
});
