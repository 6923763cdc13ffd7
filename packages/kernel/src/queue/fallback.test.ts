import { expect, test } from "vitest";
import { createQueueFixture, POLICY } from "./fixture.js";
import { createQueue } from "./queue.js";

const AUTH = { class: "auth", message: "no key" } as const;

function open(entries: number) {
  const it = createQueueFixture();
  const { store, journal, clock } = it;
  const queue = createQueue({
    store,
    journal,
    clock,
    bootId: "boot_1",
    random: () => 0.5,
    policy: () => POLICY,
    providers: () => entries,
  });
  let runs = 0;
  const fail = (error: { class: "auth" | "transient"; message: string }) => {
    runs += 1;
    const runId = `run_${runs}`;
    return store.writeNow(() => {
      const claim = queue.claim("coder", runId);
      if (claim === undefined) throw new Error("There was nothing to claim.");
      return queue.fail(claim, error);
    });
  };
  return { it, fail, queue };
}

test("a refused key is tried with the next provider at once, and waits for a person on the last", async () => {
  const { it, fail, queue } = open(2);
  await using _ = it;
  const id = it.add("coder");
  expect(fail(AUTH)).toEqual({ kind: "retry", delayMs: 0, providerIndex: 1 });
  expect(it.store.messages.get(id)).toMatchObject({ status: "pending", provider_index: 1, failures: 0 });
  expect(fail(AUTH)).toEqual({ kind: "retry", delayMs: 30_000, waits: true });
  expect(it.store.messages.get(id)).toMatchObject({ status: "pending", provider_index: 1, failures: 0 });
  it.clock.advance(POLICY.patienceMs);
  expect(fail(AUTH)).toEqual({ kind: "dead" });
  expect(it.store.messages.get(id)).toMatchObject({ status: "dead", provider_index: 1 });
  it.store.writeNow(() => queue.replay(id, "c1"));
  expect(it.store.messages.get(id)).toMatchObject({ status: "pending", provider_index: 0 });
});

test("passing failures are counted for each provider by itself", async () => {
  const { it, fail } = open(2);
  await using _ = it;
  const id = it.add("coder");
  const transient = { class: "transient", message: "broken" } as const;
  expect(fail(transient)).toEqual({ kind: "retry", delayMs: 1_000 });
  it.clock.advance(1_000);
  expect(fail(transient)).toMatchObject({ providerIndex: 1 });
  for (let failure = 1; failure < POLICY.maxAttempts; failure += 1) {
    expect(fail(transient)).toMatchObject({ kind: "retry" });
    it.clock.advance(POLICY.maxMs);
  }
  expect(fail(transient)).toEqual({ kind: "dead" });
  expect(it.store.messages.get(id)?.attempts).toBe(2 + POLICY.maxAttempts);
});

test("without a list nothing changes", async () => {
  const { it, fail } = open(1);
  await using _ = it;
  it.add("coder");
  expect(fail(AUTH)).toMatchObject({ kind: "retry", waits: true });
});
