/** @requirement WHY-1 */
import { settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createQueueFixture } from "../../../kernel/src/queue/fixture.js";
import { createAsk } from "./ask.js";

const settings = settingsSchema.parse({
  agents: {
    coder: { name: "Coder", provider: "demo", model: "" },
    tester: { name: "Tester", provider: "demo" },
  },
  ask: { agent: "coder" },
});

function open() {
  const it = createQueueFixture();
  const ask = createAsk({
    store: it.store,
    settings: () => settings,
    masked: () => ({ ...settings, execution: { maxAttempts: 5 } }),
    load: () => ({ live: 0, maxLive: 4, now: 0 }),
    redact: (text) => text.replace("sk-secret", "***"),
  });
  return { ...it, ask, [Symbol.asyncDispose]: () => it[Symbol.asyncDispose]() };
}

test("why an agent waits is answered from the store, and an idle agent is said to be idle", async () => {
  await using it = open();
  const id = it.add("coder");
  expect((await it.ask("why does coder wait?")).facts).toMatchObject([
    { kind: "message", message: id, agent: "coder", reasons: [{ code: "waits.start" }] },
  ]);
  expect(await it.ask("why does tester not answer")).toMatchObject({
    known: true,
    facts: [{ kind: "idle", agent: "tester" }],
  });
  expect((await it.ask(`why does message ${id} wait`)).facts).toMatchObject([{ message: id }]);
  expect((await it.ask("why is nothing happening")).facts).toMatchObject([{ message: id }]);
});

test("a set-up question is answered by its page, and what nobody wrote about is not known", async () => {
  await using it = open();
  const { known, parts } = await it.ask("how do I connect telegram?");
  expect([known, parts[0]?.page]).toEqual([true, "guide/channels/telegram"]);
  expect(await it.ask("who won the football world cup")).toMatchObject({
    known: false,
    facts: [],
    proposal: null,
  });
});

test("a change is proposed with what it replaces, and nothing is changed", async () => {
  await using it = open();
  expect(await it.ask("set execution.maxAttempts to 7")).toMatchObject({
    proposal: { change: { path: ["execution", "maxAttempts"], value: 7 }, before: 5 },
    agent: "coder",
  });
  expect(settings.execution.maxAttempts).not.toBe(7);
  expect((await it.ask("set execution.constructor.name to x")).proposal).toEqual({
    change: { path: ["execution", "constructor", "name"], value: "x" },
  });
});

test("an error code is named, with no word of the question in the answer", async () => {
  await using it = open();
  expect((await it.ask("BUDGET_EXCEEDED <b>sk-secret</b>")).facts).toEqual([
    { kind: "error", code: "BUDGET_EXCEEDED" },
  ]);
});

test.each([
  ["set models.anthropic.api_key to hunter2", ["models", "anthropic", "api_key"]],
  ["set channels.telegram.password to 123456", ["channels", "telegram", "password"]],
  ["set Network.Proxy to http://me:hunter2@proxy", ["Network", "Proxy"]],
  ['set agents.coder to {"env":{"OTHER":"hunter2"}}', ["agents", "coder"]],
  ["set backup.s3.endpoint to https://me:hunter2@s3.example", ["backup", "s3", "endpoint"]],
  ["set the model of coder to sk-secret", ["agents", "coder", "model"]],
])("a secret in a question is not repeated, and no change of it is proposed: %s", async (question, path) => {
  await using it = open();
  const answer = await it.ask(question);
  expect(answer).toMatchObject({ known: true, proposal: null });
  expect(answer.facts).toContainEqual(
    expect.objectContaining({ kind: "setting", secret: true, path: path.map((step) => step.toLowerCase()) }),
  );
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|123456|sk-secret/);
});

test("a reference to a secret is no secret", async () => {
  await using it = open();
  expect((await it.ask("set models.anthropic.api_key to env:MY_KEY")).proposal).toMatchObject({
    change: { value: "env:MY_KEY" },
  });
});
