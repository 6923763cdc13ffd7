import { expect, it } from "vitest";
import { waitFor } from "./wait-for.js";

it("returns the first truthy answer", async () => {
  let asked = 0;
  const answer = await waitFor(
    () => {
      asked += 1;
      return asked === 3 ? "now" : undefined;
    },
    { intervalMs: 1 },
  );
  expect([answer, asked]).toEqual(["now", 3]);
});

it("names what it waited for and keeps the last error as the cause", async () => {
  const cause = new Error("still there");
  const waiting = waitFor(
    () => {
      throw cause;
    },
    { timeoutMs: 5, intervalMs: 1, what: "the process to end" },
  );
  await expect(waiting).rejects.toMatchObject({
    message: expect.stringContaining("the process to end"),
    cause,
  });
});

it("looks less often the longer it waits", async () => {
  let asked = 0;
  const waiting = waitFor(
    () => {
      asked += 1;
      return false;
    },
    { timeoutMs: 400, intervalMs: 1 },
  );
  await expect(waiting).rejects.toThrow("400 ms");
  // Ten looks in the first ten milliseconds, then each a tenth later than the one before.
  expect(asked).toBeLessThan(60);
});
