import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { engines, gate, hang, team } from "./fixture.js";

const engine = engines();

describe("cancelling", () => {
  test("killing a running message ends its run, notifies the sender and never retries", async () => {
    let aborted = false;
    const e = await engine({
      agents: {
        slow: (_request, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              aborted = true;
              reject(new Error("aborted"));
            });
          }),
      },
    });
    await e.send("@slow go");
    await expect.poll(() => e.store.messages.withStatus("processing", 1)).toHaveLength(1);
    const [row] = e.store.messages.withStatus("processing", 1);
    await expect.poll(() => e.prompts.length).toBe(1);
    expect(await e.conversations.cancelMessage(row?.id ?? 0, { code: "operator" })).toEqual({
      agent: "slow",
      processKilled: true,
    });
    await e.settled();
    expect(aborted).toBe(true);
    expect(e.replies()[0]).toMatch(/cancelled: stopped by the operator/);
    expect(e.prompts).toHaveLength(1);
  });

  test("killing a waiting message ends no process, and the running one finishes", async () => {
    let finish = (_text: string) => {};
    const e = await engine({
      agents: {
        one: ({ prompt }) =>
          prompt === "first" ? new Promise((resolve) => (finish = resolve)) : "second done",
      },
    });
    await e.send("@one first");
    await e.send("@one second");
    await expect.poll(() => e.prompts.length).toBe(1);
    const [waiting] = e.store.messages.withStatus("pending", 1);
    expect(await e.conversations.cancelMessage(waiting?.id ?? 0, { code: "operator" })).toEqual({
      agent: "one",
      processKilled: false,
    });
    finish("first done");
    await e.settled();
    expect(e.replies().some((reply) => reply.includes("first done"))).toBe(true);
    expect(e.replies().some((reply) => reply.includes("second done"))).toBe(false);
  });

  test("cancelling a conversation ends all its messages with one reply", async () => {
    const never: () => Promise<string> = () => new Promise(() => {});
    const hang = (_request: unknown, signal: AbortSignal) =>
      Promise.race([
        never(),
        new Promise<string>((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("stop"))),
        ),
      ]);
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "[@coder: x]", coder: hang },
    });
    const { conversationId } = await e.send("@dev go");
    await expect.poll(() => e.listPrompts("coder").length).toBe(1);
    expect(await e.conversations.cancelConversation(conversationId, { code: "operator" })).toBe(1);
    await e.settled();
    expect(e.store.conversations.get(conversationId)?.status).toBe("cancelled");
    expect(e.replies()).toHaveLength(1);
    await expect(
      e.conversations.cancelConversation(conversationId, { code: "operator" }),
    ).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("cancelling in each state", () => {
  test("a message that waits for its retry is cancelled and never tried again", async () => {
    let tries = 0;
    const e = await engine({
      agents: {
        a: () => {
          tries += 1;
          throw new HarnessError("transient", "boom");
        },
      },
    });
    const { conversationId } = await e.send("@a go");
    await e.settled();
    const id = e.store.messages.openInConversation(conversationId)[0]?.id ?? 0;
    expect(await e.conversations.cancelMessage(id, { code: "operator" })).toEqual({
      agent: "a",
      processKilled: false,
    });
    e.clock.advance(120_000);
    await e.settled();
    expect(tries).toBe(1);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/cancelled: stopped by the operator/);
  });

  test("completed, dead, cancelled and unknown messages cannot be cancelled", async () => {
    const e = await engine({
      agents: {
        a: () => "A",
        b: () => {
          throw new HarnessError("invalid", "refused");
        },
      },
    });
    const first = await e.send("@a go");
    const second = await e.send("@b go");
    await e.settled();
    for (const { conversationId } of [first, second]) {
      const [row] = e.store.messages.inConversation(conversationId);
      await expect(e.conversations.cancelMessage(row?.id ?? 0, { code: "operator" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      await expect(
        e.conversations.cancelConversation(conversationId, { code: "operator" }),
      ).rejects.toMatchObject({
        code: "CONFLICT",
      });
    }
    await expect(e.conversations.cancelMessage(9_999, { code: "operator" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(e.conversations.cancelConversation("conv_none", { code: "operator" })).rejects.toMatchObject(
      {
        code: "NOT_FOUND",
      },
    );
    expect(e.replies()).toHaveLength(2);
  });

  test("an answer that arrives at the moment of the cancellation is not delivered", async () => {
    const slow = gate();
    const e = await engine({ agents: { a: slow.script } });
    const { conversationId } = await e.send("@a go");
    await expect.poll(() => e.prompts.length).toBe(1);
    const id = e.store.messages.openInConversation(conversationId)[0]?.id ?? 0;
    const cancelled = e.conversations.cancelMessage(id, { code: "operator" });
    slow.open("LATE");
    await cancelled;
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).not.toContain("LATE");
    expect(e.store.messages.get(id)?.status).toBe("cancelled");
  });

  test("in stream mode a cancelled message is reported immediately and the others continue", async () => {
    const slow = gate();
    const e = await engine({ agents: { a: hang, b: slow.script } });
    await e.send("[@a: x] [@b: y]");
    await expect.poll(() => e.prompts.length).toBe(2);
    const running = e.store.messages.withStatus("processing", 9).find((row) => row.agent_id === "a");
    await e.conversations.cancelMessage(running?.id ?? 0, { code: "operator" });
    expect(e.replies()).toHaveLength(1);
    slow.open("B");
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.store.conversations.list({ limit: 9, status: "open" })).toEqual([]);
  });

  test("a cancelled summary leaves every agent's own answer", async () => {
    const e = await engine({
      teams: { dev: { ...team("lead", "coder"), join: "leader" } },
      agents: {
        lead: (request, signal) =>
          request.prompt.includes("all teammates") ? hang(request, signal) : "ASK [@coder: x]",
        coder: () => "RESULT",
      },
    });
    await e.send("@dev go");
    await expect.poll(() => e.listPrompts("lead").length).toBe(2);
    await e.conversations.cancelMessage(e.store.messages.withStatus("processing", 1)[0]?.id ?? 0, {
      code: "operator",
    });
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/ASK[\s\S]*cancelled: stop[\s\S]*RESULT/);
  });

  test("cancelling a conversation keeps finished answers and reports the unfinished ones, in every state", async () => {
    const e = await engine({
      teams: { dev: team("lead", "done", "live", "retrying", "held") },
      agents: {
        lead: () => "L [@done: x] [@live: x] [@retrying: x] [@held: x]",
        done: () => "DONE",
        live: hang,
        retrying: () => {
          throw new HarnessError("transient", "boom");
        },
        held: hang,
      },
    });
    await e.send("@held occupy");
    const { conversationId } = await e.send("@dev go");
    await expect.poll(() => e.listPrompts("live").length).toBe(1);
    await expect.poll(() => e.pickEvents("message.retrying").length).toBe(1);
    await expect.poll(() => e.store.messages.openInConversation(conversationId).length).toBe(3);
    expect(await e.conversations.cancelConversation(conversationId, { code: "operator" })).toBe(3);
    await expect.poll(() => e.dispatcher.live()).toBe(1);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/DONE/);
    for (const id of ["live", "retrying", "held"])
      expect(e.replies()[0]).toMatch(new RegExp(`@${id}:\\n\\(was cancelled: stopped by the operator`));
    expect(e.pickEvents("conversation.closed")).toMatchObject([
      { data: { status: "cancelled", replies: 1 } },
    ]);
  });
});
