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
