/** Titles by a model for chores, over real HTTP with a mock provider. */
import { settingsSchema } from "@tinyagi/contracts";
import { createMockModelServer, type MockModelServer, type MockReply } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createChores } from "./chore-model.js";

const NEVER = new AbortController().signal;
const TEXT = "Please look at the numbers of May. ".repeat(20);

let server: MockModelServer;
let reply: MockReply;
let seconds: number;
let warned: unknown[];
beforeEach(async () => {
  reply = { text: "The numbers of May" };
  seconds = 0;
  warned = [];
  server = await createMockModelServer({ script: () => reply });
});
afterEach(() => server.close());

function choresWith(chores: object, resolveSecret = async (value: string) => value) {
  const settings = settingsSchema.parse({
    chores,
    custom_providers: {
      mine: { name: "Mine", harness: "api", base_url: server.url, api_key: "sk-mine", model: "m1" },
    },
  });
  const quiet = () => {};
  return createChores({
    settings: () => settings,
    hostEnv: {},
    resolveSecret,
    now: () => seconds * 1_000,
    log: { debug: quiet, info: quiet, warn: (fields: object) => void warned.push(fields), error: quiet },
  });
}
const cheap = () => choresWith({ provider: "custom:mine", model: "small" });

test("without a model, there are none", async () => {
  const chores = choresWith({});
  expect(chores.titles()).toBeUndefined();
  expect(await chores.model()).toBeUndefined();
  expect(server.requests).toEqual([]);
});

test("the cheap model writes one from the beginning of the text, and its tokens are known", async () => {
  const written = await cheap().titles()?.(`${TEXT}${"x".repeat(100_000)}`, NEVER);
  expect(written).toMatchObject({ title: "The numbers of May", model: "small" });
  expect(written?.usage.inputTokens).toBeGreaterThan(0);
  const [sent] = server.requests;
  expect(sent).toMatchObject({ model: "small" });
  expect(JSON.stringify(sent?.raw).length).toBeLessThan(6_000);
});

test("a credential of the message is not sent", async () => {
  await cheap().titles()?.(`${TEXT} sk-ant-api03-${"a1B2".repeat(20)}`, NEVER);
  expect(JSON.stringify(server.requests[0]?.raw)).not.toContain("a1B2a1B2");
});

test.each([
  ["in quotation marks", '"Numbers of May"', "Numbers of May"],
  ["as a heading", "# Numbers of May\n\nI hope this helps!", "Numbers of May"],
  ["with a command for terminals", "\u001b]0;owned\u0007Numbers of May", "Numbers of May"],
  ["too long", "word ".repeat(500), `${"word ".repeat(16).trim()}…`],
])("what it writes %s becomes one plain line", async (_how, text, title) => {
  reply = { text };
  expect((await cheap().titles()?.(TEXT, NEVER))?.title).toBe(title);
});

test("one that writes nothing has cost something all the same", async () => {
  reply = { text: " \u200b" };
  const written = await cheap().titles()?.(TEXT, NEVER);
  expect(written).not.toHaveProperty("title");
  expect(written?.usage.inputTokens).toBeGreaterThan(0);
});

test("a model that fails is left alone for a growing pause, and is said once", async () => {
  reply = { error: { status: 500 } } as MockReply;
  const chores = cheap();
  expect(await chores.titles()?.(TEXT, NEVER)).toBeUndefined();
  const asked = server.requests.length;
  seconds = 29;
  expect(chores.titles()).toBeUndefined();
  seconds = 31;
  expect(await chores.titles()?.(TEXT, NEVER)).toBeUndefined();
  seconds = 62;
  expect(chores.titles()).toBeUndefined();
  expect(server.requests.length).toBe(asked * 2);
  expect(warned).toHaveLength(1);
  seconds = 200;
  reply = { text: "Again" };
  expect((await chores.titles()?.(TEXT, NEVER))?.title).toBe("Again");
});

test("a key that is never read, as from a pipe that nobody fills, holds nobody up", async () => {
  const ending = new AbortController();
  const chores = choresWith({ provider: "custom:mine", model: "small" }, () => new Promise(() => {}));
  const asked = chores.titles()?.(TEXT, ending.signal);
  ending.abort();
  expect(await asked).toBeUndefined();
  expect(warned).toEqual([]);
}, 5_000);

test("who no longer waits gets what it has read, and no title", async () => {
  const ending = new AbortController();
  ending.abort();
  const early = await cheap().titles()?.(TEXT, ending.signal);
  expect(early).toBeUndefined();
  const later = new AbortController();
  reply = { text: "late", delayMs: 60_000 } as MockReply;
  const asked = cheap().titles()?.(TEXT, later.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  later.abort();
  expect(await asked).toMatchObject({ model: "small", usage: { estimated: true } });
  expect(await asked).not.toHaveProperty("title");
});
