/**
 * What must not run for ever: agents that keep mentioning each other, and agents that hang.
 *
 * @requirement LIMIT-1 @requirement HARNESS-3
 */
import { createFakeAgentBin, fakeDirective, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { promised } from "../support/promised-time.js";
import { isAlive } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const PAIR_REPEATS = 4;
const agents = {
  ping: { name: "Ping", provider: "anthropic", model: "sonnet" },
  pong: { name: "Pong", provider: "openai", model: "" },
};
const teams = { duo: { name: "Duo", agents: ["ping", "pong"], leader_agent: "ping" } };

describe("two agents that always mention each other", () => {
  async function play(
    limits: object,
  ): Promise<{ stage: Stage; fake: ReturnType<typeof createFakeAgentBin> }> {
    const stage = await openStage({ settings: { agents, teams, limits } });
    const fake = createFakeAgentBin(stage.place.bin, {
      agents: { ping: { reply: "Your turn. [@pong: go on]" }, pong: { reply: "No, yours. [@ping: go on]" } },
    });
    return { stage, fake };
  }

  test("stop at the limit of repeats, and the reply says which limit and who looped", async () => {
    const { stage, fake } = await play({ hops: 100 });
    await using _end = stage;
    const { client } = await stage.start();
    const { conversation } = await client.sendAndWait({ message: "@duo argue" });
    expect(conversation.limitReached).toBe("LIMIT_PAIR_REPEATS");
    expect(conversation.status).toBe("closed");
    expect(conversation.replies).toHaveLength(1);
    expect(conversation.replies[0]?.message).toContain("LIMIT_PAIR_REPEATS");
    expect(conversation.replies[0]?.message).toMatch(/@ping's handoff to @pong did not happen.*4 times/s);
    // ping speaks first, then each of the two hands over four times.
    expect(fake.runs()).toHaveLength(1 + 2 * PAIR_REPEATS);
    expect((await client.call("queueStatus")).incoming).toBe(0);
  });

  test("stop at the limit of hops when that is lower", async () => {
    const { stage, fake } = await play({ hops: 3 });
    await using _end = stage;
    const { client } = await stage.start();
    const { conversation } = await client.sendAndWait({ message: "@duo argue" });
    expect(conversation.limitReached).toBe("LIMIT_HOPS");
    expect(conversation.replies[0]?.message).toContain("LIMIT_HOPS");
    expect(fake.runs()).toHaveLength(4);
  });

  test("the command line reports the stop by its exit code", async () => {
    const { stage } = await play({ hops: 1 });
    await using _end = stage;
    await stage.start();
    const { code, stdout } = await stage.cli(["run", "@duo argue"]);
    expect(stdout).toContain("LIMIT_HOPS");
    expect(code).toBe(1);
  });
});

describe("an agent that hangs, ignores SIGTERM and left a child in a separate session", () => {
  const hanging = fakeDirective({ hang: "init", ignoreSigterm: true, fork: true, setsid: true });

  test.each([
    ["idle", { idleTimeoutMs: 1_000 }, "produced no output for 1.0 s"],
    ["total", { timeoutMs: 1_000 }, "did not finish within 1.0 s"],
  ])(
    "is ended by the %s timeout with all its children, and the person gets the reason",
    async (_name, timeout, words) => {
      await using stage = await openStage({
        settings: { agents, execution: { maxAttempts: 1, ...timeout } },
      });
      const fake = createFakeAgentBin(stage.place.bin);
      const { client } = await stage.start();
      const { conversation } = await client.sendAndWait(
        { message: `@ping ${hanging}` },
        { timeoutMs: 30_000 },
      );
      expect(conversation.replies[0]?.message).toContain(words);
      expect(conversation.messages).toMatchObject([{ status: "dead", error: { class: "transient" } }]);
      const [run] = fake.runs();
      expect(run?.children).toHaveLength(1);
      const pids = [run?.pid ?? 0, ...(run?.children ?? [])];
      await waitFor(() => !pids.some(isAlive), {
        timeoutMs: promised(6_000),
        what: "agent and child to be gone",
      });
    },
  );

  test("is ended with all its children by a kill, which is not retried", async () => {
    await using stage = await openStage({ settings: { agents } });
    const fake = createFakeAgentBin(stage.place.bin);
    const { client, call } = await stage.start();
    const { conversationId } = await client.call("sendMessage", { body: { message: `@ping ${hanging}` } });
    await waitFor(() => fake.runs()[0]?.hanging, { what: "the agent to hang" });
    const [row] = await client.call("queueProcessing");
    const killed = await call("POST", `/api/queue/processing/${row?.id}/kill`);
    expect(killed.body).toEqual({ ok: true, agent: "ping", processKilled: true });
    const [run] = fake.runs();
    const pids = [run?.pid ?? 0, ...(run?.children ?? [])];
    await waitFor(() => !pids.some(isAlive), {
      timeoutMs: promised(8_000),
      what: "agent and child to be gone",
    });
    const conversation = await client.call("getConversation", { params: { id: conversationId } });
    expect(conversation).toMatchObject({ status: "closed", messages: [{ status: "cancelled" }] });
    expect(conversation.replies[0]?.message).toContain("stopped by the operator");
    expect(fake.runs()).toHaveLength(1);
  });
});
