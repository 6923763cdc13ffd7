import { expect, test } from "vitest";
import { createEngineFixture } from "./fixture.js";

test("an attempt of a fallback entry runs with its provider and model and is told so", async () => {
  await using it = createEngineFixture({
    agents: { coder: () => ({ text: "done", sessionId: "s-1" }) },
    config: { fallback: [{ provider: "api", model: "m-2" }] },
  });
  const id = it.add("coder", { text: "hello" });
  it.store.writeNow(() => {
    const claim = it.claimInside("coder");
    const now = it.clock.now();
    it.store.messages.retryElsewhere(
      { id, runId: claim.run_id, bootId: claim.boot_id },
      { providerIndex: 1, errorClass: "auth", error: "no key", now },
    );
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
