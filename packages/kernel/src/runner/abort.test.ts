import { HarnessError, placeOffline } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createEngineFixture, deferred, hang } from "./fixture.js";

describe("a run whose agent host died", () => {
  test("is interrupted, not failed, and its message runs again without a count against it", async () => {
    let deaths = 0;
    const dies = () => {
      deaths += 1;
      if (deaths <= 7) throw new HarnessError("interrupted", "the host died");
      return "at last";
    };
    await using it = createEngineFixture({ agents: { coder: dies } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.status(id)).toBe("completed");
    expect(it.store.messages.get(id)).toMatchObject({ failures: 0, interruptions: 0 });
    expect(it.store.runs.list({ limit: 10 }).map(({ status }) => status)).toEqual([
      "completed",
      ...Array(7).fill("interrupted"),
    ]);
    expect(it.listTypes(id)).not.toContain("message.retrying");
    expect(it.listTypes(id).filter((type) => type === "run.interrupted")).toHaveLength(7);
  });

  test("is interrupted in the same way when the machine of its agent goes away before it starts", async () => {
    let tries = 0;
    const goes = () => {
      tries += 1;
      if (tries === 1) throw placeOffline();
      return "at last";
    };
    await using it = createEngineFixture({ agents: { coder: goes } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.status(id)).toBe("completed");
    expect(it.store.messages.get(id)).toMatchObject({ failures: 0, interruptions: 0 });
    expect(it.listTypes(id)).not.toContain("message.retrying");
  });

  test("ends as a dead letter if no host survives its message", async () => {
    const dies = () => {
      throw new HarnessError("interrupted", "the host died");
    };
    await using it = createEngineFixture({ agents: { coder: dies } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect
      .poll(() => {
        it.clock.advance(60_000);
        return it.status(id);
      })
      .toBe("dead");
    expect(it.store.messages.get(id)).toMatchObject({ error_class: "interrupted" });
    expect(it.requests).toHaveLength(15);
  });
});

describe("a run that is ended from outside", () => {
  test("by a cancel is recorded as cancelled, and its message is left as the cancel made it", async () => {
    await using it = createEngineFixture({ agents: { coder: hang } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    it.dispatcher.abort(id, "cancelled");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({
      status: "cancelled",
      last_error: "stopped by the operator",
    });
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "cancelled", error: "cancelled" }]);
    expect(it.listTypes(id)).toEqual([
      "message.accepted",
      "run.started",
      "message.cancelled",
      "run.cancelled",
    ]);
    expect(it.swept).toHaveLength(1);
  });

  test("an answer that comes after a cancel is not committed", async () => {
    const answer = deferred<string>();
    await using it = createEngineFixture({ agents: { coder: () => answer.promise } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    it.dispatcher.abort(id, "cancelled");
    answer.resolve("too late");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status: "cancelled", result_text: null });
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "cancelled", output: null }]);
  });

  test("a stale answer nobody aborted is refused, and its run is closed", async () => {
    const answer = deferred<string>();
    await using it = createEngineFixture({ agents: { coder: () => answer.promise } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    answer.resolve("too late");
    await it.settled();
    expect(it.status(id)).toBe("cancelled");
    expect(it.logged).toContain("a stale result was refused");
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "cancelled" }]);
  });

  test("a failure after a cancel is no failure", async () => {
    const answer = deferred<string>();
    await using it = createEngineFixture({ agents: { coder: () => answer.promise } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    answer.reject(new HarnessError("transient", "broken pipe"));
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({
      status: "cancelled",
      failures: 0,
      last_error: "stopped by the operator",
    });
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "cancelled" }]);
  });

  test("nothing is started for a message that was cancelled while its run was prepared", async () => {
    await using it = createEngineFixture({ agents: { coder: () => "never" } });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    it.dispatcher.abort(id, "cancelled");
    await it.settled();
    expect(it.requests).toEqual([]);
    expect(it.status(id)).toBe("cancelled");
  });

  test("by a shutdown goes back to its queue without counting against it", async () => {
    await using it = createEngineFixture({ agents: { coder: hang } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    await it.dispatcher.stop(0);
    expect(it.store.messages.get(id)).toMatchObject({
      status: "pending",
      failures: 0,
      interruptions: 0,
      total_attempts: 1,
    });
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "interrupted", error: "shutdown" }]);
    expect(it.listTypes(id).at(-1)).toBe("run.interrupted");
  });

  test("an answer that is there when the daemon stops is kept", async () => {
    const answer = deferred<string>();
    await using it = createEngineFixture({ agents: { coder: () => answer.promise } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    const stopped = it.dispatcher.stop(0);
    answer.resolve("just in time");
    await stopped;
    expect(it.store.messages.get(id)).toMatchObject({ status: "completed", result_text: "just in time" });
  });

  test("a message cancelled during a shutdown stays cancelled, and its run is closed", async () => {
    await using it = createEngineFixture({ agents: { coder: hang } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    it.store.writeNow(() => it.queue.cancel(id, { code: "operator" }));
    await it.dispatcher.stop(0);
    expect(it.status(id)).toBe("cancelled");
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "cancelled" }]);
  });
});
