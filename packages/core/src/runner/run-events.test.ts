/** What a run with endless events writes. */
import { expect, test } from "vitest";
import { createEngineFixture } from "./fixture.js";
import { SESSION_CHANGES_MAX } from "./run-events.js";

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
