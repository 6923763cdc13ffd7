/** A list reads the beginning of a prompt, however much its agent reads. */
import { describe, expect, test } from "vitest";
import type { MessageContext } from "../../message/content.js";
import { renderPrompt } from "../../message/render-prompt.js";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import { BEGINNING_CHARS } from "./beginning.js";

const LONG = "x".repeat(500_000);
const SHOWN = 300;
const results = Array.from({ length: 50 }, (_, i) => ({ agentId: `a${i}`, text: `${i} ${LONG}` }));

const brief = Array.from({ length: 9 }, (_, i) => ({ agentId: `b${i}`, text: "ok" }));

const CONTEXTS: Readonly<Record<string, MessageContext | null>> = {
  none: null,
  "a short one": { task: { expected: "one line", results: [{ id: "a", text: "b" }] } },
  notes: { notes: ["first", LONG] },
  "many short notes": { notes: [..."abcdefghij", LONG] },
  "many short results": { join: { request: "why?", results: [...brief, ...results] } },
  "a join with a short request": { join: { request: "why?", results } },
  "a join with a long request": { join: { request: LONG, results } },
  "a chain": { chain: { step: 2, steps: 3, request: "do it", results } },
  "the first step of a chain": { chain: { step: 1, steps: 3, request: LONG, results: [] } },
  "a task": {
    task: { expected: LONG, results: results.map(({ agentId, text }) => ({ id: agentId, text })) },
  },
  "a task without a form": { notes: [LONG], task: { results: [] } },
  "a repetition": { notes: [LONG], repeats: { kind: "handoff", from: "lead", team: null } },
};

describe.each(Object.entries(CONTEXTS))("with %s", (_what, context) => {
  test("what is shown of a lane is the same, and little is read", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1"));
    const row = messageRow("coder", {
      conversation_id: "c1",
      text: "own words",
      context: context === null ? null : JSON.stringify(context),
    });
    const id = store.messages.insert(row);
    const [shown] = store.lanes.head("coder", { limit: 1, now: 0 });
    const whole = store.messages.get(id);
    if (shown === undefined || whole === undefined) throw new Error("there is no such row");
    expect(renderPrompt(shown).slice(0, SHOWN)).toBe(renderPrompt(whole).slice(0, SHOWN));
    expect((shown.context ?? "").length).toBeLessThan(30_000);
  });
});

test("a member that is null stays what it is", async () => {
  await using store = createMemoryStore();
  store.conversations.insert(conversationRow("c1"));
  const repeats = { kind: "handoff", from: "lead", team: null };
  const context = JSON.stringify({ notes: [LONG], repeats });
  store.messages.insert(messageRow("coder", { conversation_id: "c1", context }));
  const [shown] = store.lanes.head("coder", { limit: 1, now: 0 });
  expect(JSON.parse(shown?.context ?? "")).toEqual({ notes: [LONG.slice(0, BEGINNING_CHARS)], repeats });
});
