/** What events and journals say of errors. @requirement GRAPH-2 */
import { expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { createMemoryJournal, type GraphEvent, type RunOptions, runGraph } from "../index.js";

const KEY = `sk-${"a1".repeat(12)}`;
const graph = toGraph([{ id: "a", prompt: "a", retries: 1 }]);

async function traces(thrown: unknown, more: Partial<RunOptions> = {}): Promise<string> {
  const journal = createMemoryJournal();
  const events: GraphEvent[] = [];
  const execute = () => Promise.reject(thrown);
  const result = await runGraph(graph, { execute, journal, onEvent: (event) => events.push(event), ...more });
  expect(result.nodes.get("a")?.error).toBe(thrown);
  return JSON.stringify([events, await journal.read("main")]);
}

test("a secret in an error reaches neither events nor journal, and the caller still gets the error itself", async () => {
  const named = Object.assign(new Error(`the key ${KEY} was refused`), { name: `Error ${KEY}` });
  const text = await traces(named);
  expect(text).toContain("the key [redacted] was refused");
  expect(text).not.toContain(KEY);
  expect(await traces(`thrown as text: ${KEY}`)).not.toContain(KEY);
});

test("a long error is cut", async () => {
  expect((await traces(new Error("x".repeat(1_000_000)))).length).toBeLessThan(20_000);
});

test("an own redactor replaces the default one, and one that throws leaves no text at all", async () => {
  const error = new Error("customer 4711");
  expect(await traces(error, { redact: (text) => String(text).replace(/\d+/g, "#") })).toContain(
    "customer #",
  );
  const broken = () => {
    throw new Error("customer 4711");
  };
  expect(await traces(error, { redact: broken })).not.toContain("4711");
});
