import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { CARRIED_OUTPUT_MAX_CHARS } from "../routing/carried-output.js";
import { engines, gate, hang, team } from "./fixture.js";

const engine = engines();

describe("explicit chain", () => {
  const agents = { coder: () => "DRAFT", reviewer: () => "REVIEW" };

  test("each step gets the request, its instruction and the earlier outputs; one reply joins all outputs", async () => {
    const e = await engine({ agents });
    await e.send("@coder: draft the fix. When done, @reviewer: review it");
    await e.settled();
    expect(e.listPrompts("coder")).toHaveLength(1);
    const [prompt = ""] = e.listPrompts("reviewer");
    expect(prompt).toContain("review it");
    expect(prompt).toContain("DRAFT");
    expect(prompt).toContain("draft the fix");
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/DRAFT[\s\S]*REVIEW/);
  });

  test("a failed step ends the chain, and the reply says so", async () => {
    const e = await engine({
      agents: {
        ...agents,
        coder: () => {
          throw new HarnessError("invalid", "no such model");
        },
      },
    });
    await e.send("@coder: draft. When done, @reviewer: review it");
    await e.settled();
    expect(e.listPrompts("reviewer")).toEqual([]);
    expect(e.replies()[0]).toMatch(/no such model/);
    expect(e.replies()[0]).toMatch(/chain stopped at step 1 of 2/);
  });

  test("retrying the failed step in a follow-up runs the rest of the chain", async () => {
    let broken = true;
    const e = await engine({
      agents: {
        ...agents,
        coder: () => {
          if (broken) throw new HarnessError("invalid", "expired");
          return "DRAFT";
        },
      },
    });
    const first = await e.send("@coder: draft. When done, @reviewer: review it");
    await e.settled();
    broken = false;
    const [dead] = e.store.deadLetters.list({ limit: 1 });
    const followUp = await e.conversations.replayDead(dead?.id ?? 0);
    await e.settled();
    expect(e.store.conversations.get(followUp)).toMatchObject({
      follow_up_of: first.conversationId,
      status: "closed",
      reply_to_id: first.messageId,
    });
    expect(e.replies().at(-1)).toMatch(/DRAFT[\s\S]*REVIEW/);
  });
});

describe("limits of a chain", () => {
  const text = "@a: one. Then @b: two. Then @c: three";

  test("a chain stops at the message limit, and the reply states the step", async () => {
    const e = await engine({
      settings: { limits: { messages: 2 } },
      agents: { a: () => "A", b: () => "B", c: () => "C" },
    });
    const { conversationId } = await e.send(text);
    await e.settled();
    expect(e.listPrompts("c")).toEqual([]);
    expect(e.store.messages.countInConversation(conversationId)).toBe(2);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(
      /A[\s\S]*B[\s\S]*LIMIT_MESSAGES[\s\S]*step 2 of 3[\s\S]*@c did not get its step/,
    );
    expect(e.pickEvents("limit.reached")).toHaveLength(1);
    expect(e.store.conversations.get(conversationId)).toMatchObject({
      status: "closed",
      limit_reached: "LIMIT_MESSAGES",
    });
  });

  test("no step starts after the time limit", async () => {
    const slow = gate();
    const e = await engine({
      settings: { limits: { durationMs: 1_000 } },
      agents: { a: slow.script, b: () => "B", c: () => "C" },
    });
    await e.send(text);
    await expect.poll(() => e.prompts.length).toBe(1);
    e.clock.advance(1_001);
    slow.open("A");
    await e.settled();
    expect(e.listPrompts("b")).toEqual([]);
    expect(e.replies()[0]).toMatch(/LIMIT_DURATION[\s\S]*step 1 of 3/);
  });

  /** @requirement CLOCK-2 */
  test("a sleep of the machine is no time of the conversation", async () => {
    const slow = gate();
    const e = await engine({
      settings: { limits: { durationMs: 60_000 } },
      agents: { a: slow.script, b: () => "B", c: () => "C" },
    });
    await e.send(text);
    await expect.poll(() => e.prompts.length).toBe(1);
    e.clock.skip(8 * 3_600_000);
    // As the watch of the clock does it.
    await e.store.write(() => e.store.conversations.moveDeadlines(8 * 3_600_000));
    slow.open("A");
    await e.settled();
    expect(e.listPrompts("b")).toHaveLength(1);
    expect(e.replies()[0]).not.toMatch(/LIMIT_DURATION/);
  });

  test("earlier outputs are cut to their share of the prompt", async () => {
    const e = await engine({
      agents: { a: () => "a".repeat(300_000), b: () => "B", c: () => "C" },
    });
    await e.send(text);
    await e.settled();
    const [prompt = ""] = e.listPrompts("c");
    expect(prompt.length).toBeLessThan(CARRIED_OUTPUT_MAX_CHARS + 1_000);
    expect(prompt).toMatch(/more characters were left out/);
    expect(prompt).toContain("B");
  });
});

describe("a chain that is interrupted", () => {
  test("an agent deleted before its step ends the chain with a reason", async () => {
    const slow = gate();
    const e = await engine({ agents: { a: slow.script, b: () => "B", c: () => "C" } });
    await e.send("@a: one. Then @b: two. Then @c: three");
    await expect.poll(() => e.prompts.length).toBe(1);
    e.setSettings({ agents: { a: { name: "a", provider: "demo" }, c: { name: "c", provider: "demo" } } });
    slow.open("A");
    await e.settled();
    expect(e.listPrompts("c")).toEqual([]);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/A[\s\S]*no agent @b any more[\s\S]*chain stopped at step 2 of 3/);
  });

  test("cancelling a step ends the chain and says so", async () => {
    const e = await engine({ agents: { a: hang, b: () => "B" } });
    await e.send("@a: one. Then @b: two");
    await expect.poll(() => e.prompts.length).toBe(1);
    await e.conversations.cancelMessage(e.store.messages.withStatus("processing", 1)[0]?.id ?? 0, {
      code: "operator",
    });
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/cancelled: stop[\s\S]*chain stopped at step 1 of 2/);
  });

  test("handoffs of a step run alongside the chain and are part of the joined reply", async () => {
    const e = await engine({
      teams: { dev: team("a", "helper") },
      agents: { a: () => "A [@helper: h]", b: () => "B", helper: () => "H" },
    });
    await e.send("@a: one. Then @b: two");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/A[\s\S]*(H[\s\S]*B|B[\s\S]*H)/);
  });

  test("a replayed step continues the chain while its helper still works, and the reply no longer says the chain stopped", async () => {
    const slow = gate();
    let broken = true;
    const e = await engine({
      teams: { dev: team("a", "helper") },
      agents: {
        a: () => "A [@helper: h]",
        b: () => {
          if (broken) throw new HarnessError("invalid", "expired");
          return "BBB";
        },
        c: () => "CCC",
        helper: slow.script,
      },
    });
    await e.send("@a: one. Then @b: two. Then @c: three");
    await expect.poll(() => e.store.deadLetters.list({ limit: 1 }).length).toBe(1);
    broken = false;
    await e.conversations.replayDead(e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0);
    await expect.poll(() => e.listPrompts("c").length).toBe(1);
    slow.open("HHH");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/BBB/);
    expect(e.replies()[0]).toMatch(/CCC/);
    expect(e.replies()[0]).not.toMatch(/chain stopped/);
  });

  test("in stream mode each step is answered when it ends", async () => {
    const e = await engine({ agents: { a: () => "A", b: () => "B" } });
    await e.send("@a: one. Then @b: two", { join: "stream" });
    await e.settled();
    expect(e.replies()).toEqual(["A\n\n- [a]", "B\n\n- [b]"]);
  });
});
