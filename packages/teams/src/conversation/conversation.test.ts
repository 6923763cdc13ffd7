import { HarnessError } from "@tinyagi/contracts";
import { afterEach, describe, expect, test } from "vitest";
import { createEngineFixture, type EngineFixture, type EngineFixtureOptions, team } from "./fixture.js";

const open: EngineFixture[] = [];
async function engine(options: EngineFixtureOptions): Promise<EngineFixture> {
  const fixture = await createEngineFixture(options);
  open.push(fixture);
  return fixture;
}
afterEach(async () => {
  for (const fixture of open.splice(0)) await fixture[Symbol.asyncDispose]();
});

describe("one agent", () => {
  test("a message is answered and signed by the default agent", async () => {
    const e = await engine({ agents: { tinyagi: () => "Hello." } });
    const accepted = await e.send("hi");
    await e.settled();
    expect(e.replies()).toEqual(["Hello.\n\n- [tinyagi]"]);
    expect(e.store.conversations.get(accepted.conversationId)?.status).toBe("closed");
  });

  test("the prefix reaches the agent stripped", async () => {
    const e = await engine({ agents: { tinyagi: () => "a", coder: () => "b" } });
    await e.send("@coder: fix the bug");
    await e.settled();
    expect(e.promptsOf("coder")).toEqual(["fix the bug"]);
  });

  test("the same message id on the same channel is refused and nothing runs twice", async () => {
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
    expect(e.promptsOf("tinyagi")[0]).toContain("@constructor hi");
  });

  test("metadata and ids of the sender come back with the reply", async () => {
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
  test("a person's own tags run in parallel and are answered one by one", async () => {
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
    expect(e.promptsOf("c")[0]).toContain("Context.");
    expect(e.promptsOf("c")[0]).toContain("do y");
  });

  test("join: reply makes one reply, in order of mention", async () => {
    const e = await engine({ agents: { a: () => "A", b: () => "B" } });
    await e.send("[@b: x] [@a: y]", { join: "reply" });
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]?.indexOf("B")).toBeLessThan(e.replies()[0]?.lastIndexOf("A") ?? 0);
  });

  test("one that fails for good is reported with its reason and never blocks the others", async () => {
    const e = await engine({
      agents: {
        a: () => "A",
        b: () => {
          throw new HarnessError("auth", "the key was refused");
        },
      },
    });
    await e.send("[@a: x] [@b: y]");
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.replies().join("\n")).toMatch(/the key was refused/);
    expect(e.store.messages.dead(10)).toHaveLength(1);
  });
});

describe("handoffs", () => {
  const teams = { dev: team("lead", "coder", "tester") };

  test("a leader's tags reach the members in an envelope and all is joined in one reply, leader first", async () => {
    const e = await engine({
      teams,
      agents: {
        lead: () => "On it.\n[@coder: write it] [@tester: test it]",
        coder: () => "written",
        tester: () => "tested",
      },
    });
    await e.send("@dev build it");
    await e.settled();
    expect(e.promptsOf("coder")[0]).toBe(
      "[Message from teammate @lead]:\nOn it.\n\n------\n\nDirected to you:\nwrite it",
    );
    expect(e.replies()).toHaveLength(1);
    const reply = e.replies()[0] ?? "";
    expect(reply.indexOf("On it.")).toBeLessThan(reply.indexOf("written"));
    expect(reply.indexOf("written")).toBeLessThan(reply.indexOf("tested"));
    expect(reply).not.toContain("[@coder:");
  });

  test("runs form one tree under the run that handed over", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "[@coder: x]", coder: () => "[@tester: y]", tester: () => "z" },
    });
    const { conversationId } = await e.send("@dev go");
    await e.settled();
    const runs = e.store.runs.inConversation(conversationId);
    expect(runs.map((run) => [run.agent_id, run.depth])).toEqual([
      ["lead", 0],
      ["coder", 1],
      ["tester", 2],
    ]);
    expect(new Set(runs.map((run) => run.root_run_id)).size).toBe(1);
  });

  test("a fan-out of which one agent hands over is joined from then on", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "L [@coder: x]", coder: () => "C", tester: () => "T" },
    });
    await e.send("[@lead: a] [@tester: b]");
    await e.settled();
    const replies = e.replies();
    expect(replies.at(-1)).toContain("C");
    expect(replies.join("\n").match(/\bT\b/g)).toHaveLength(1);
  });

  test("a handoff outside the team is denied and the author is told with its next message", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "[@stranger: secret]", coder: () => "c", stranger: () => "s" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.promptsOf("stranger")).toEqual([]);
    expect(e.events.some((event) => event.type === "handoff.denied")).toBe(true);
    await e.send("@lead again");
    await e.settled();
    expect(e.promptsOf("lead")[1]).toMatch(/^\[Note from TinyAGI: .*@stranger/);
  });

  test("two agents that always mention each other stop at a limit and the person is told which", async () => {
    const e = await engine({
      teams: { duo: team("ping", "pong") },
      agents: { ping: () => "[@pong: go on]", pong: () => "[@ping: go on]" },
    });
    await e.send("@duo start");
    await e.settled();
    expect(e.prompts.length).toBeLessThanOrEqual(10);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/LIMIT_(HOPS|PAIR_REPEATS)/);
    expect(e.replies()[0]).toMatch(/@p[io]ng/);
    expect(e.events.some((event) => event.type === "limit.reached")).toBe(true);
  });

  test("join: leader asks the asker for the closing words once all teammates ended", async () => {
    const e = await engine({
      teams: { dev: { ...team("lead", "coder"), join: "leader" } },
      agents: {
        lead: ({ prompt }) =>
          prompt.includes("all teammates have answered") ? "SUMMARY [@coder: again]" : "[@coder: x]",
        coder: () => "RESULT",
      },
    });
    await e.send("@dev go");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toContain("SUMMARY");
    expect(e.replies()[0]).not.toContain("RESULT");
    expect(e.promptsOf("coder")).toHaveLength(1);
    expect(e.promptsOf("lead")[1]).toContain("@coder: RESULT");
  });
});

describe("explicit chain", () => {
  const agents = { coder: () => "DRAFT", reviewer: () => "REVIEW" };

  test("each step gets the request, its instruction and what came before; one reply joins them", async () => {
    const e = await engine({ agents });
    await e.send("@coder: draft the fix. When done, @reviewer: review it");
    await e.settled();
    expect(e.promptsOf("coder")).toHaveLength(1);
    const [prompt = ""] = e.promptsOf("reviewer");
    expect(prompt).toContain("review it");
    expect(prompt).toContain("DRAFT");
    expect(prompt).toContain("draft the fix");
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/DRAFT[\s\S]*REVIEW/);
  });

  test("a failed step ends the chain and the reply says so", async () => {
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
    expect(e.promptsOf("reviewer")).toEqual([]);
    expect(e.replies()[0]).toMatch(/no such model/);
    expect(e.replies()[0]).toMatch(/chain stopped at step 1 of 2/);
  });

  test("replaying the failed step in a follow-up goes on with the rest", async () => {
    let broken = true;
    const e = await engine({
      agents: {
        ...agents,
        coder: () => {
          if (broken) throw new HarnessError("auth", "expired");
          return "DRAFT";
        },
      },
    });
    const first = await e.send("@coder: draft. When done, @reviewer: review it");
    await e.settled();
    broken = false;
    const [dead] = e.store.messages.dead(1);
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

describe("retries", () => {
  test("a failing message is tried five times with back-off, then dead, and the person is told", async () => {
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
    expect(e.store.messages.dead(1)[0]).toMatchObject({ attempts: 5, last_error: "boom 5" });
    expect(e.replies()[0]).toMatch(/5 attempts[\s\S]*boom 5/);
  });

  test("when everything left waits for a retry the person is told once and the rest follows", async () => {
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

  test("a wait of more than five minutes is told at once", async () => {
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

describe("cancelling", () => {
  test("killing a running message ends its run, tells the sender and never retries", async () => {
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
    expect(await e.conversations.cancelMessage(row?.id ?? 0, "killed by the operator")).toEqual({
      agent: "slow",
      processKilled: true,
    });
    await e.settled();
    expect(aborted).toBe(true);
    expect(e.replies()[0]).toMatch(/cancelled: killed by the operator/);
    expect(e.prompts).toHaveLength(1);
  });

  test("killing a waiting message touches no process and lets the running one finish", async () => {
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
    expect(await e.conversations.cancelMessage(waiting?.id ?? 0, "not needed")).toEqual({
      agent: "one",
      processKilled: false,
    });
    finish("first done");
    await e.settled();
    expect(e.replies().some((reply) => reply.includes("first done"))).toBe(true);
    expect(e.replies().some((reply) => reply.includes("second done"))).toBe(false);
  });

  test("cancelling a conversation ends all of it with one reply", async () => {
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
    await expect.poll(() => e.promptsOf("coder").length).toBe(1);
    expect(await e.conversations.cancelConversation(conversationId, "cancelled by the operator")).toBe(1);
    await e.settled();
    expect(e.store.conversations.get(conversationId)?.status).toBe("cancelled");
    expect(e.replies()).toHaveLength(1);
    await expect(e.conversations.cancelConversation(conversationId, "again")).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("chat rooms", () => {
  const teams = { dev: team("lead", "coder", "tester") };

  test("a post reaches every other member and does not hold the conversation open", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "Done. [#dev: heads up]", coder: () => "seen", tester: () => "seen" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.promptsOf("coder")[0]).toBe("[Chat room #dev — @lead]:\nheads up");
    expect(e.promptsOf("tester")).toHaveLength(1);
    expect(e.promptsOf("lead")).toHaveLength(1);
    expect(e.replies()).toHaveLength(1);
    expect(e.store.history.chatMessages("dev", { limit: 10 })).toMatchObject([
      { from_agent: "lead", message: "heads up" },
    ]);
  });

  test("members that always answer into the room stop at a limit", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "[#dev: hi]", coder: () => "[#dev: hi]", tester: () => "[#dev: hi]" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.prompts.length).toBeLessThanOrEqual(51);
    expect(e.events.some((event) => event.type === "limit.reached")).toBe(true);
  });

  test("a person's post reaches all members; an unknown room and a blank post are refused", async () => {
    const e = await engine({ teams, agents: { lead: () => "x", coder: () => "y", tester: () => "z" } });
    await e.conversations.postToRoom("dev", " hello ");
    await e.settled();
    expect(e.promptsOf("lead")[0]).toBe("[Chat room #dev — @user]:\nhello");
    expect(e.prompts).toHaveLength(3);
    expect(e.replies()).toEqual([]);
    await expect(e.conversations.postToRoom("dev", "  ")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(e.conversations.postToRoom("toString", "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("work handed over in answer to a room post opens a follow-up that is answered", async () => {
    const e = await engine({
      teams,
      agents: {
        lead: () => "[#dev: who tests?]",
        coder: () => "[@tester: please test]",
        tester: ({ prompt }) => (prompt.includes("please test") ? "tested" : "ok"),
      },
    });
    const { conversationId } = await e.send("@lead go");
    await e.settled();
    const followUps = e.store.conversations
      .list({ limit: 10 })
      .filter((row) => row.follow_up_of === conversationId);
    expect(followUps).toHaveLength(1);
    expect(e.replies().some((reply) => reply.includes("tested"))).toBe(true);
  });
});

describe("files and long answers", () => {
  test("an allowed file is attached, a refused one is named without its path", async () => {
    const e = await engine({
      files: { "report.md": "/safe/report.md" },
      agents: { tinyagi: () => "Here. [send_file: report.md] [send_file: /etc/passwd]" },
    });
    await e.send("hi");
    await e.settled();
    const [row] = await e.outbox.pending("api", 1);
    expect(row?.files).toEqual(["/safe/report.md"]);
    expect(row?.message).not.toContain("/etc/passwd");
    expect(row?.message).toMatch(/not attached: outside of the workspace/);
    expect(e.events.some((event) => event.type === "file.denied")).toBe(true);
  });

  test("an answer over 4,000 characters is shown as a preview with the whole attached", async () => {
    const text = "word ".repeat(2_000);
    const e = await engine({ agents: { tinyagi: () => text } });
    await e.send("hi");
    await e.settled();
    const [row] = await e.outbox.pending("api", 1);
    expect(row?.message.length).toBeLessThan(4_100);
    expect(row?.message).toMatch(/Full response attached as file/);
    expect(row?.files).toHaveLength(1);
  });
});
