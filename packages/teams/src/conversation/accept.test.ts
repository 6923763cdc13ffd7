import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { engines, team } from "./fixture.js";

const engine = engines();

describe("one agent", () => {
  test("a message is answered and signed by the default agent", async () => {
    const e = await engine({ agents: { tinyagi: () => "Hello." } });
    const accepted = await e.send("hi");
    await e.settled();
    expect(e.replies()).toEqual(["Hello.\n\n- [tinyagi]"]);
    expect(e.store.conversations.get(accepted.conversationId)?.status).toBe("closed");
  });

  test("the prefix is removed before the text reaches the agent", async () => {
    const e = await engine({ agents: { tinyagi: () => "a", coder: () => "b" } });
    await e.send("@coder: fix the bug");
    await e.settled();
    expect(e.listPrompts("coder")).toEqual(["fix the bug"]);
  });

  test("a message id used twice on one channel is refused, and the message runs once", async () => {
    const e = await engine({ agents: { tinyagi: () => "once" } });
    await e.send("hi", { messageId: "m1" });
    await expect(e.send("hi", { messageId: "m1" })).rejects.toMatchObject({ code: "DUPLICATE_MESSAGE" });
    await e.send("hi", { messageId: "m1", channel: "web" });
    await e.settled();
    expect(e.prompts).toHaveLength(2);
  });

  test("an empty text, an unknown target and a home without agents are refused with a code", async () => {
    const e = await engine({ agents: { tinyagi: () => "x" } });
    await expect(e.send("  \n ")).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "message is required",
    });
    await expect(e.send("hi", { target: "nobody" })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
    await expect(e.send("hi", { target: "constructor" })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
    const empty = await engine({ agents: {} });
    await expect(empty.send("hi")).rejects.toMatchObject({ code: "NO_AGENTS" });
  });

  test("@constructor is plain text for the default agent", async () => {
    const e = await engine({ agents: { tinyagi: () => "ok" } });
    await e.send("@constructor hi");
    await e.settled();
    expect(e.listPrompts("tinyagi")[0]).toContain("@constructor hi");
  });

  test("metadata and ids of the sender are returned with the reply", async () => {
    const e = await engine({ agents: { tinyagi: () => "ok" } });
    await e.send("hi", { channel: "discord", senderId: "42", messageId: "d-1", metadata: { thread: "t" } });
    await e.settled();
    const [row] = await e.outbox.pending("discord", 10);
    expect(row).toMatchObject({
      sender: "tester",
      senderId: "42",
      messageId: "d-1",
      metadata: { thread: "t" },
      originalMessage: "hi",
      agent: "tinyagi",
    });
  });
});

describe("fan-out", () => {
  test("the agents of a person's tags run in parallel and answer one by one", async () => {
    let live = 0;
    let peak = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const agent = (name: string) => async () => {
      live += 1;
      peak = Math.max(peak, live);
      if (live === 3) release();
      await gate;
      live -= 1;
      return name;
    };
    const e = await engine({ agents: { a: agent("A"), b: agent("B"), c: agent("C") } });
    await e.send("Context. [@a,b: do x] [@c: do y]");
    await e.settled();
    expect(peak).toBe(3);
    expect(e.replies().sort()).toEqual(["A\n\n- [a]", "B\n\n- [b]", "C\n\n- [c]"]);
    expect(e.listPrompts("c")[0]).toContain("Context.");
    expect(e.listPrompts("c")[0]).toContain("do y");
  });

  test("with join: reply there is one reply, in order of mention", async () => {
    const e = await engine({ agents: { a: () => "A", b: () => "B" } });
    await e.send("[@b: x] [@a: y]", { join: "reply" });
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]?.indexOf("B")).toBeLessThan(e.replies()[0]?.lastIndexOf("A") ?? 0);
  });

  test("a permanent failure is reported with its reason and does not block the other agents", async () => {
    const e = await engine({
      agents: {
        a: () => "A",
        b: () => {
          throw new HarnessError("invalid", "the key was refused");
        },
      },
    });
    await e.send("[@a: x] [@b: y]");
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.replies().join("\n")).toMatch(/the key was refused/);
    expect(e.store.deadLetters.list({ limit: 10 })).toHaveLength(1);
  });
});

describe("accepting", () => {
  test("a message for more agents than a conversation may have messages is refused and not stored", async () => {
    const e = await engine({
      settings: { limits: { messages: 2 } },
      agents: { a: () => "A", b: () => "B", c: () => "C" },
    });
    await expect(e.send("[@a,b,c: x]", { messageId: "m" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("LIMIT_MESSAGES"),
    });
    expect(e.store.conversations.list({ limit: 9 })).toEqual([]);
    await e.send("[@a,b: x]", { messageId: "m" });
    await e.settled();
    expect(e.replies()).toHaveLength(2);
  });

  test("of two simultaneous posts with one id, one is accepted and the other is refused with the id", async () => {
    const e = await engine({ agents: { a: () => "A" } });
    const results = await Promise.allSettled([
      e.send("@a x", { messageId: "m" }),
      e.send("@a x", { messageId: "m" }),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({
      reason: { code: "DUPLICATE_MESSAGE", details: [{ path: "messageId", message: "m" }] },
    });
  });

  test("changed settings apply to the next message and its conversation", async () => {
    const e = await engine({ agents: { tinyagi: () => "T", coder: () => "C" } });
    await e.send("hi");
    e.setSettings({ default_agent: "coder", limits: { hops: 3 } });
    const { conversationId } = await e.send("hi");
    await e.settled();
    expect(e.listPrompts("coder")).toEqual(["hi"]);
    expect(JSON.parse(e.store.conversations.get(conversationId)?.limits ?? "{}")).toMatchObject({ hops: 3 });
  });

  test.each(["__proto__", "constructor", "toString", "../x", "A B", "a\u0000"])(
    "the hostile target %j is an unknown agent",
    async (target) => {
      const e = await engine({ agents: { a: () => "A" } });
      await expect(e.send("hi", { target })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
      expect(e.store.conversations.list({ limit: 9 })).toEqual([]);
    },
  );

  test("a message for a team reaches its leader and follows the team's rules", async () => {
    const e = await engine({
      teams: { dev: { ...team("lead", "coder"), limits: { hops: 2 } } },
      agents: { lead: () => "L", coder: () => "C" },
    });
    const accepted = await e.send("do it", { target: "dev" });
    await e.settled();
    expect(accepted.agents).toEqual(["lead"]);
    const row = e.store.conversations.get(accepted.conversationId);
    expect(row).toMatchObject({ team_id: "dev", join_mode: "reply", status: "closed" });
    expect(JSON.parse(row?.limits ?? "{}")).toMatchObject({ hops: 2, messages: 50 });
  });
});
