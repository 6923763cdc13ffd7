import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEngineFixture, engines, gate, hang, team } from "./fixture.js";

const engine = engines();

describe("retries", () => {
  test("a failing message is tried five times with back-off, then becomes a dead letter, and the person is notified", async () => {
    let tries = 0;
    const e = await engine({
      agents: {
        flaky: () => {
          tries += 1;
          throw new HarnessError("transient", `boom ${tries}`);
        },
      },
    });
    await e.send("@flaky go");
    await e.settled();
    for (const delay of [1_000, 2_000, 4_000, 8_000]) {
      const before: number = tries;
      e.clock.advance(delay - 1);
      await e.settled();
      expect(tries).toBe(before);
      e.clock.advance(1);
      await e.settled();
      expect(tries).toBe(before + 1);
    }
    expect(tries).toBe(5);
    expect(e.store.deadLetters.list({ limit: 1 })[0]).toMatchObject({ attempts: 5, last_error: "boom 5" });
    expect(e.replies()[0]).toMatch(/5 attempts[\s\S]*boom 5/);
  });

  test("when all open messages wait for a retry the person is notified once, and the rest follows", async () => {
    let down = true;
    const e = await engine({
      settings: { conversations: { join: "reply", retryNoticeMs: 60_000 } },
      agents: {
        a: () => "A is done",
        b: () => {
          if (down) throw new HarnessError("rate_limited", "limit reached", { retryAfterMs: 120_000 });
          return "B is done";
        },
      },
    });
    await e.send("[@a: x] [@b: y]");
    await e.settled();
    expect(e.replies()).toEqual([]);
    e.clock.advance(60_000);
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/A is done[\s\S]*limit reached/);
    down = false;
    e.clock.advance(60_001);
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.replies()[1]).toContain("B is done");
    expect(e.replies()[1]).not.toContain("A is done");
  });

  test("a wait of more than five minutes is reported immediately", async () => {
    const e = await engine({
      agents: {
        b: () => {
          throw new HarnessError("rate_limited", "quota used up", { retryAfterMs: 3_600_000 });
        },
      },
    });
    await e.send("@b go");
    await e.settled();
    e.clock.advance(1);
    await e.settled();
    expect(e.replies()[0]).toMatch(/quota used up/);
  });
});

describe("the notice that all open messages wait for a retry", () => {
  const rate = (ms: number) => new HarnessError("rate_limited", "limit reached", { retryAfterMs: ms });

  test("is sent although a later message of the same agent is queued behind the one that waits", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: ({ prompt }) => (prompt.includes("go") ? "L [@coder: x]" : "again [@coder: y]"),
        coder: ({ prompt }) => {
          if (prompt.includes("Directed")) throw rate(200_000);
          return "C [@lead: more]";
        },
      },
    });
    await e.send("[@lead: go] [@coder: start]", { join: "reply" });
    await e.settled();
    expect(e.store.messages.withStatus("pending", 9)).toHaveLength(2);
    e.clock.advance(60_000);
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/has not answered yet: limit reached/);
  });

  test("is sent 60 s after the last running message failed, when the other only waits", async () => {
    const slow = gate();
    const e = await engine({
      agents: {
        a: async (request, signal) => {
          await slow.script(request, signal);
          throw new HarnessError("invalid", "A broke");
        },
        b: () => {
          throw rate(10 * 3_600_000);
        },
      },
    });
    await e.send("[@a: x] [@b: y]", { join: "reply" });
    await expect.poll(() => e.pickEvents("message.retrying").length).toBe(1);
    e.clock.advance(120_000);
    await e.store.idle();
    expect(e.replies()).toEqual([]);
    slow.open("");
    await e.settled();
    e.clock.advance(60_000);
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/A broke[\s\S]*@b[\s\S]*limit reached/);
  });

  test("is sent when the other message was cancelled", async () => {
    const e = await engine({
      agents: {
        a: hang,
        b: () => {
          throw rate(10 * 3_600_000);
        },
      },
    });
    await e.send("[@a: x] [@b: y]", { join: "reply" });
    await expect.poll(() => e.pickEvents("message.retrying").length).toBe(1);
    e.clock.advance(120_000);
    await e.conversations.cancelMessage(e.store.messages.withStatus("processing", 1)[0]?.id ?? 0, {
      code: "operator",
    });
    await e.settled();
    e.clock.advance(60_000);
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/cancelled: stop[\s\S]*limit reached/);
  });

  test("is neither caused nor delayed by a chat-room delivery that waits for a retry", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: () => "Done. [#dev: hi]",
        coder: () => {
          throw rate(200_000);
        },
      },
    });
    await e.send("@lead go");
    await e.settled();
    e.clock.advance(100_000);
    await e.settled();
    expect(e.replies()).toHaveLength(1);
  });

  test("is sent once after a restart, and the rest follows", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tinyagi-notice-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    let down = true;
    const agents = {
      a: () => "A is done",
      b: () => {
        if (down) throw rate(300_000);
        return "B is done";
      },
    };
    const first = await createEngineFixture({ agents, folder });
    await first.send("[@a: x] [@b: y]", { join: "reply" });
    await first.settled();
    const startAt = first.clock.now() + 30_000;
    await first[Symbol.asyncDispose]();

    const second = await engine({ agents, folder, startAt });
    second.conversations.restoreNotices();
    await second.settled();
    expect(second.replies()).toEqual([]);
    second.clock.advance(30_000);
    await second.settled();
    expect(second.replies()).toHaveLength(1);
    expect(second.replies()[0]).toMatch(/A is done[\s\S]*limit reached/);
    second.conversations.restoreNotices();
    down = false;
    second.clock.advance(400_000);
    await second.settled();
    expect(second.replies()).toHaveLength(2);
    expect(second.replies()[1]).toBe("B is done\n\n- [b]");
  });
});

describe("messages that crashed the daemon", () => {
  test("the person is notified of a message that was interrupted too often", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tinyagi-died-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const first = await createEngineFixture({ agents: { a: () => "A" }, folder });
    await first.dispatcher.stop(0);
    const { conversationId } = await first.send("@a go");
    for (let boot = 0; boot < 5; boot += 1) {
      await first.store.write(() => {
        const at = { lane: "a", runId: `run_${boot}`, bootId: `boot_${boot}`, now: first.clock.now() };
        first.store.messages.claimHead(at);
        first.conversations.recovered(first.queue.recover().dead);
      });
    }
    expect(first.store.conversations.get(conversationId)?.status).toBe("closed");
    expect(first.replies()).toHaveLength(1);
    expect(first.replies()[0]).toMatch(/stopped unexpectedly 5 times/);
    await first[Symbol.asyncDispose]();
  });
});

describe("dead letters", () => {
  const broken = () => {
    throw new HarnessError("invalid", "the key was refused");
  };

  test("a dead letter deleted before its conversation closes is still reported as failed", async () => {
    const slow = gate();
    const e = await engine({ agents: { a: slow.script, b: broken } });
    await e.send("[@a: x] [@b: y]", { join: "reply" });
    await expect.poll(() => e.store.deadLetters.list({ limit: 1 }).length).toBe(1);
    await e.conversations.deleteDead(e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0);
    slow.open("A");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/A[\s\S]*@b failed[\s\S]*the key was refused/);
  });

  test("a dead letter that was already reported is deleted without another notice", async () => {
    const e = await engine({ agents: { b: broken } });
    await e.send("@b go");
    await e.settled();
    const id = e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0;
    await e.conversations.deleteDead(id);
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    await expect(e.conversations.deleteDead(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(e.conversations.replayDead(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a dead letter replayed in an open conversation is answered there; stream mode reports it a second time", async () => {
    const slow = gate();
    let down = true;
    const e = await engine({
      agents: {
        a: slow.script,
        b: () => {
          if (down) throw new HarnessError("invalid", "expired");
          return "BBB";
        },
      },
    });
    const { conversationId } = await e.send("[@a: x] [@b: y]");
    await expect.poll(() => e.replies().length).toBe(1);
    down = false;
    expect(await e.conversations.replayDead(e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0)).toBe(
      conversationId,
    );
    slow.open("AAA");
    await e.settled();
    expect(e.replies()).toHaveLength(3);
    expect(e.replies().filter((reply) => reply.includes("BBB"))).toHaveLength(1);
  });

  test("a replay that fails again is reported again, and a deleted agent is the reason", async () => {
    const e = await engine({ agents: { b: broken, other: () => "x" } });
    await e.send("@b go");
    await e.settled();
    e.setSettings({ agents: { other: { name: "other", provider: "demo" } } });
    await e.conversations.replayDead(e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0);
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.replies()[1]).toMatch(/no agent @b any more/);
    expect(e.store.conversations.list({ limit: 9, status: "open" })).toEqual([]);
  });
});
