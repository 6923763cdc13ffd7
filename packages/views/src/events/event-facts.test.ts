/** The facts of an event that a story is read for are in its sentence, in both languages. @requirement WHY-1 */
import { describe, expect, test } from "vitest";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { eventSentence } from "./event-sentence.js";

const accepted = { agent: "coder", fromAgent: null, sender: "ana", channel: "telegram", title: "fix it" };
const started = { agent: "coder", fromAgent: null, attempt: 2, provider: "openai", model: "m" };
const room = { budget: "day", day: null, needed: { usd: 3 }, left: { usd: 1 } };
const estimate = { percentile: 90, total: { tokens: 500, usd: 3 }, agents: [] };
const planned = { agent: "coder", decision: "refused" };
const reply = {
  outboxId: 3,
  channel: "telegram",
  sender: "ana",
  attempts: 2,
  error: "no network",
  by: "kim",
};

describe.each([
  ["en", en],
  ["zh", zh],
])("in %s", (_language, words) => {
  test.each<[string, object, readonly string[]]>([
    ["message.accepted", accepted, ["@coder", "ana", "telegram", "fix it"]],
    ["message.accepted", { ...accepted, fromAgent: "lead" }, ["@coder", "@lead", "fix it"]],
    ["run.started", { ...started, harness: "codex", login: "work" }, ["openai", "m", "codex", "work", "2"]],
    [
      "spawn.estimated",
      { ...planned, estimate: { ...estimate, budgets: [{ ...room, fits: false }] } },
      ["$3.00", "500", "$1.00"],
    ],
    [
      "spawn.completed",
      { agent: "coder", nodes: 4, status: "failed" },
      ["4", words === en ? "failed" : "失败"],
    ],
    ["spawn.completed", { agent: "coder", nodes: 4, status: "moon" }, ["4", "moon"]],
    ["budget.extended", { budget: "day", day: null, added: { usd: 5 }, by: "kim" }, ["kim", "$5.00"]],
    [
      "recording.transcribed",
      { agent: "coder", name: "a.ogg", text: "hi", by: "whisper" },
      ["whisper", "hi"],
    ],
    [
      "message.cancelled",
      {
        agent: "coder",
        reason: "Old.",
        budget: { budget: "agent:coder", day: null, resource: "usd", used: 5, limit: 5 },
      },
      [
        words.budgets
          .usedUp(
            words.budgets.name({ budget: "agent:coder", day: null }, true),
            words.figures.of("$5.00", "$5.00"),
          )
          .slice(0, -1),
      ],
    ],
    [
      "message.died",
      { agent: "coder", attempts: 3, error: "Old.", crashes: 3 },
      [words.reasons.ends.crashed(3)],
    ],
    ["reply.queued", { ...reply, text: "done" }, ["3", "ana", "telegram", "done"]],
    ["reply.delivered", reply, ["3", "telegram"]],
    ["reply.failed", { ...reply, dead: true }, ["3", "2", "no network"]],
    ["reply.retried", reply, ["3", "kim"]],
    ["steering.injected", { agent: "coder", by: "kim", preview: "faster" }, ["kim", "faster"]],
    ["steering.redirected", { agent: "coder", by: "kim", preview: "faster" }, ["kim", "faster"]],
  ])("%s says its facts: %j", (type, data, facts) => {
    const text = eventSentence({ type, data }, words);
    for (const fact of facts) expect(text).toContain(fact);
  });
});

test("only budgets without room, and only a program that is not named like its provider, are mentioned", () => {
  const fits = {
    ...planned,
    decision: "fits",
    estimate: { ...estimate, budgets: [{ ...room, fits: true }] },
  };
  expect(eventSentence({ type: "spawn.estimated", data: fits })).toBe(
    "@coder its plan was estimated at $3.00 and 500 tokens: it fits its budgets",
  );
  const demo = { ...started, provider: "demo", harness: "demo", model: null, attempt: 1 };
  expect(eventSentence({ type: "run.started", data: demo })).toBe("@coder started with demo");
});
