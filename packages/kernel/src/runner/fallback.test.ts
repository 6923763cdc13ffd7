import { expect, test } from "vitest";
import { createEngineFixture } from "./fixture.js";

test("an attempt with a fallback entry runs with its provider and model, and its prompt says so", async () => {
  await using it = createEngineFixture({
    agents: { coder: () => ({ text: "done", sessionId: "s-1" }) },
    config: { fallback: [{ provider: "api", model: "m-2" }] },
  });
  const id = it.add("coder", { text: "hello" });
  it.store.writeNow(() => {
    const claim = it.claimInside("coder");
    const now = it.clock.now();
    it.store.messages.requeue({ id, runId: claim.run_id, bootId: claim.boot_id }, "fallback", {
      providerIndex: 1,
      errorClass: "auth",
      error: "no key",
      now,
    });
  });
  it.dispatcher.start();
  await it.settled();
  expect(it.requests).toMatchObject([{ agent: { provider: "api", model: "m-2" } }]);
  expect(it.requests[0]?.prompt).toContain("in place of another model");
  expect(it.requests[0]?.prompt.endsWith("hello")).toBe(true);
  expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ provider: "api", status: "completed" }]);
  const started = it.events.find(({ type }) => type === "run.started");
  expect(started?.data).toMatchObject({ provider: "api" });
});

test("a resumed session learns once what another model answered in its place", async () => {
  await using it = createEngineFixture({ agents: { coder: () => ({ text: "mine", sessionId: "s1" }) } });
  it.dispatcher.start();
  it.send("coder", "first");
  await it.settled();
  it.clock.advance(1_000);
  const row = it.send("coder", "deploy\nnow");
  await it.settled();
  const run = it.store.runs.list({ limit: 1 })[0];
  it.store.db
    .prepare("UPDATE runs SET session_id = 'other', output = 'It is \"live\".', finished_at = ? WHERE id = ?")
    .run(it.clock.now() + 1, run?.id);
  expect(row).toBe(run?.message_row_id);
  it.clock.advance(1_000);
  it.send("coder", "third");
  await it.settled();
  expect(it.requests.at(-1)?.prompt).toBe(
    '[Note from TinyAGI: another model answered these messages in your place. They are done; do not answer them again.\n- "deploy\\nnow": "It is \\"live\\"."]\n\nthird',
  );
  it.clock.advance(1_000);
  it.send("coder", "fourth");
  await it.settled();
  expect(it.requests.at(-1)?.prompt).toBe("fourth");
});
