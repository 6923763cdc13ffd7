/** What a run with endless events writes. */
import { expect, test } from "vitest";
import { createEngineFixture } from "./fixture.js";
import { SESSION_CHANGES_MAX, THOUGHT_CHARS_MAX } from "./run-events.js";

test("an agent that names a new session in each line causes a bounded number of writes", async () => {
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        for (let n = 0; n < 5_000; n += 1) onEvent({ type: "session", sessionId: `session-${n}` });
        return { text: "done", sessionId: "session-4999" };
      },
    },
  });
  const { writeSoon } = it.store;
  let writes = 0;
  it.store.writeSoon = (work) => {
    writes += 1;
    return writeSoon(work);
  };
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(writes).toBeLessThanOrEqual(SESSION_CHANGES_MAX);
});

/** @requirement TRACE-2 */
test("a credential that an agent writes in pieces is in no live event, and the rest of the text is", async () => {
  const key = "sk-planted-4f9a1c77d2e84b05";
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        for (const text of ["The key is sk-pla", "nted-4f9a1c77", "d2e84b05 and", " it is", " secret"])
          onEvent({ type: "text", text, delta: true });
        onEvent({ type: "text", text: `The key is ${key} and it is secret`, delta: false });
        return { text: "done" };
      },
    },
  });
  const shown: { text: string; delta: boolean }[] = [];
  it.journal.subscribe((event) => {
    if (event.type === "run.progressed") shown.push({ text: event.data.text, delta: event.data.delta });
  });
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(shown).toEqual([
    { text: "The key is ", delta: true },
    { text: "[redacted] ", delta: true },
    { text: "and it ", delta: true },
    { text: "is ", delta: true },
    { text: "The key is [redacted] and it is secret", delta: false },
  ]);
});

test("thinking is kept without credentials and up to a limit; of the rest the journal has the time alone", async () => {
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        onEvent({ type: "thought", text: "The key is sk-planted-4f9a1c77d2e84b05.", durationMs: 1_500 });
        for (let n = 0; n < 10; n += 1)
          onEvent({ type: "thought", text: "long words ".repeat(1_000), durationMs: 7 });
        return { text: "done" };
      },
    },
  });
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const thoughts = it.events.flatMap((event) => (event.type === "run.thought" ? [event.data] : []));
  expect(thoughts[0]).toEqual({ agent: "a", text: "The key is [redacted].", durationMs: 1_500 });
  expect(thoughts).toHaveLength(11);
  const kept = thoughts.reduce((sum, { text = "" }) => sum + text.length, 0);
  expect(kept).toBe(THOUGHT_CHARS_MAX);
  expect(thoughts.at(-1)).toEqual({ agent: "a", durationMs: 7 });
});
