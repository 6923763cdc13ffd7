import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { engines, gate, hang, team } from "./fixture.js";

const engine = engines();

describe("chat rooms", () => {
  const teams = { dev: team("lead", "coder", "tester") };

  test("a post reaches every other member and does not keep the conversation open", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "Done. [#dev: heads up]", coder: () => "seen", tester: () => "seen" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.listPrompts("coder")[0]).toBe("[Chat room #dev — @lead]:\nheads up");
    expect(e.listPrompts("tester")).toHaveLength(1);
    expect(e.listPrompts("lead")).toHaveLength(1);
    expect(e.replies()).toHaveLength(1);
    expect(e.store.history.chatMessages("dev", { limit: 10 })).toMatchObject([
      { from_agent: "lead", message: "heads up" },
    ]);
  });

  test("members that always answer in the room stop at a limit", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "[#dev: hi]", coder: () => "[#dev: hi]", tester: () => "[#dev: hi]" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.prompts.length).toBeLessThanOrEqual(51);
    expect(e.events.some((event) => event.type === "limit.reached")).toBe(true);
  });

  test("a post that its client sends again is taken once, and the next one with the same words is a new one", async () => {
    const e = await engine({ teams, agents: { lead: () => "x", coder: () => "y", tester: () => "z" } });
    await e.conversations.postToRoom("dev", "hello", "web-1");
    await expect(e.conversations.postToRoom("dev", "hello", "web-1")).rejects.toMatchObject({
      code: "DUPLICATE_MESSAGE",
    });
    await e.conversations.postToRoom("dev", "hello", "web-2");
    await e.settled();
    expect(e.store.history.chatMessages("dev", { limit: 9 }).map(({ message }) => message)).toEqual([
      "hello",
      "hello",
    ]);
  });

  test("a person's post reaches all members; an unknown room and a blank post are refused", async () => {
    const e = await engine({ teams, agents: { lead: () => "x", coder: () => "y", tester: () => "z" } });
    await e.conversations.postToRoom("dev", " hello ");
    await e.settled();
    expect(e.listPrompts("lead")[0]).toBe("[Chat room #dev — @user]:\nhello");
    expect(e.prompts).toHaveLength(3);
    expect(e.replies()).toEqual([]);
    await expect(e.conversations.postToRoom("dev", "  ")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(e.conversations.postToRoom("toString", "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a handoff in answer to a room post opens a follow-up, which is answered", async () => {
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

describe("limits of chat rooms", () => {
  const many = (count: number) => ["lead", ...Array.from({ length: count }, (_, n) => `m${n}`)] as const;
  const silent = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, () => "seen"]));

  test("the reply names the members that a post did not reach because of the message limit", async () => {
    const ids = many(4);
    const e = await engine({
      settings: { limits: { messages: 3 } },
      teams: { dev: team(...(ids as [string, ...string[]])) },
      agents: { ...silent(ids), lead: () => "Done. [#dev: heads up]" },
    });
    const { conversationId } = await e.send("@lead go");
    await e.settled();
    expect(e.store.messages.countInConversation(conversationId)).toBe(3);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/LIMIT_MESSAGES: the post of @lead in #dev .* did not reach @m2, @m3/);
  });

  test("the room names the members that a person's post did not reach because of a limit", async () => {
    const ids = many(4);
    const e = await engine({
      settings: { limits: { messages: 3 } },
      teams: { dev: team(...(ids as [string, ...string[]])) },
      agents: silent(ids),
    });
    await e.conversations.postToRoom("dev", "hello");
    await e.settled();
    expect(e.prompts).toHaveLength(3);
    expect(e.pickEvents("limit.reached")).toHaveLength(1);
    const [notice] = e.store.history.chatMessages("dev", { limit: 1 });
    expect(notice).toMatchObject({ from_agent: "system" });
    expect(notice?.message).toMatch(/@user in #dev was stored but did not reach @m2, @m3/);
  });

  test("one answer posts at most as often as it may hand over, and the person is notified of the rest", async () => {
    const e = await engine({
      settings: { limits: { fanOut: 3, messages: 10_000 } },
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => `Done. ${"[#dev: spam] ".repeat(500)}`, coder: () => "seen" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.store.history.chatMessages("dev", { limit: 1_000 })).toHaveLength(3);
    expect(
      e
        .listPrompts("coder")
        .join("\n")
        .match(/^\[Chat room #dev/gm),
    ).toHaveLength(3);
    expect(e.replies()[0]).toMatch(
      /LIMIT_FAN_OUT: @lead wrote 500 chat room posts in one answer. Only the first 3/,
    );
    expect(e.pickEvents("limit.reached")).toHaveLength(1);
  });

  test("a post after the time limit is stored and not delivered", async () => {
    const slow = gate();
    const e = await engine({
      settings: { limits: { durationMs: 1_000 } },
      teams: { dev: team("lead", "coder") },
      agents: { lead: slow.script, coder: () => "seen" },
    });
    await e.send("@lead go");
    await expect.poll(() => e.prompts.length).toBe(1);
    e.clock.advance(1_001);
    slow.open("Done. [#dev: late]");
    await e.settled();
    expect(e.listPrompts("coder")).toEqual([]);
    expect(e.store.history.chatMessages("dev", { limit: 9 })).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/LIMIT_DURATION/);
  });

  test("members that answer each other in rooms after the conversation closed stop, and the room says why", async () => {
    const e = await engine({
      settings: { limits: { hops: 3 } },
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "L [#dev: hi]", coder: () => "C [#dev: hi]" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.prompts).toHaveLength(4);
    const [notice] = e.store.history.chatMessages("dev", { limit: 1 });
    expect(notice).toMatchObject({ from_agent: "system" });
    expect(notice?.message).toContain("LIMIT_HOPS");
  });
});

describe("handoffs in answer to a room post", () => {
  const teams = { dev: team("lead", "coder", "tester") };

  test("opens no conversation when all handoffs are refused", async () => {
    const e = await engine({
      teams,
      agents: {
        lead: () => "Done. [#dev: who?]",
        coder: () => "[@nobody: x]",
        tester: () => "[@tester: myself]",
      },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.store.conversations.list({ limit: 9 })).toHaveLength(1);
    expect(e.store.conversations.list({ limit: 9, status: "open" })).toEqual([]);
    expect(e.pickEvents("handoff.denied")).toHaveLength(2);
  });

  test("is reported in the room when a limit stops it after the conversation closed", async () => {
    const e = await engine({
      settings: { limits: { hops: 1 } },
      teams,
      agents: { lead: () => "Done. [#dev: who?]", coder: () => "[@tester: x]", tester: () => "ok" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.store.conversations.list({ limit: 9, status: "open" })).toEqual([]);
    const notices = e.store.history.chatMessages("dev", { limit: 9 });
    expect(notices.map((row) => row.message).join()).toMatch(/LIMIT_HOPS: @coder's handoff to @tester/);
  });

  test("shares the message limit of the conversation it comes from", async () => {
    const ids = ["lead", ...Array.from({ length: 6 }, (_, n) => `m${n}`)] as [string, ...string[]];
    const all = ids.map((id) => `[@${id}: work]`).join(" ");
    const e = await engine({
      settings: { limits: { messages: 20 } },
      teams: { dev: team(...ids) },
      agents: Object.fromEntries(ids.map((id) => [id, () => `ok [#dev: hi] ${all}`])),
    });
    await e.conversations.postToRoom("dev", "start");
    await e.settled();
    const rows = e.store.conversations.list({ limit: 1_000 });
    const total = rows.reduce((sum, row) => sum + e.store.messages.countInConversation(row.id), 0);
    expect(total).toBeLessThanOrEqual((20 * 21) / 2);
    expect(rows.filter((row) => row.status === "open")).toEqual([]);
    expect(e.pickEvents("limit.reached").length).toBeGreaterThan(0);
  });

  test("follows the team's own limits and join mode", async () => {
    const e = await engine({
      teams: { dev: { ...team("lead", "coder", "tester"), join: "leader", limits: { hops: 5 } } },
      agents: {
        lead: () => "Done. [#dev: who?]",
        coder: ({ prompt }) => (prompt.includes("all teammates") ? "SUM" : "[@tester: x]"),
        tester: ({ prompt }) => (prompt.includes("Chat room") ? "no" : "T"),
      },
    });
    await e.send("@lead go");
    await e.settled();
    const followUp = e.store.conversations.list({ limit: 9 }).find((row) => row.follow_up_of !== null);
    expect(followUp).toMatchObject({ team_id: "dev", join_mode: "leader", status: "closed" });
    expect(e.replies().at(-1)).toBe("SUM\n\n- [coder]");
  });

  test("is answered in the room when a person's post caused it", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: ({ prompt }) => (prompt.includes("teammate") ? "LED" : "seen"),
        coder: () => "[@lead: decide]",
      },
    });
    await e.conversations.postToRoom("dev", "start");
    await e.settled();
    const [last] = e.store.history.chatMessages("dev", { limit: 1 });
    expect(last?.message).toContain("LED");
  });
});

describe("notices in a room", () => {
  test("of a limit are in the language of the home", async () => {
    const e = await engine({
      settings: { language: "zh", limits: { hops: 1 } },
      teams: { dev: team("lead", "coder", "tester") },
      agents: { lead: () => "Done. [#dev: who?]", coder: () => "[@tester: x]", tester: () => "ok" },
    });
    await e.send("@lead go");
    await e.settled();
    const said = e.store.history.chatMessages("dev", { limit: 9 }).map((row) => row.message);
    expect(said.join()).toContain("被 LIMIT_HOPS 停止：@coder 给 @tester 的转交没有进行");
  });

  test("of posts that nobody got are in the language of the home", async () => {
    const e = await engine({
      settings: { language: "zh", limits: { hops: 1 } },
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "[#dev: more]", coder: () => "[#dev: and more]" },
    });
    await e.send("@lead go");
    await e.settled();
    const said = e.store.history.chatMessages("dev", { limit: 9 }).map((row) => row.message);
    expect(said.join()).toMatch(/被 LIMIT_HOPS 停止：.*的发言已保存/);
  });

  test("of a delivery that failed are in the language of the home", async () => {
    const e = await engine({
      settings: { language: "zh" },
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: () => "Done. [#dev: hi]",
        coder: () => {
          throw new HarnessError("invalid", "the key was refused");
        },
      },
    });
    await e.send("@lead go");
    await e.settled();
    const said = e.store.history.chatMessages("dev", { limit: 9 }).map((row) => row.message);
    expect(said.join()).toContain("@coder 尝试 1 次后失败：the key was refused");
  });
});

describe("room deliveries that fail", () => {
  test("a delivery that failed permanently and one that was cancelled are reported in the room", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder", "tester") },
      agents: {
        lead: () => "Done. [#dev: hi]",
        coder: () => {
          throw new HarnessError("invalid", "the key was refused");
        },
        tester: hang,
      },
    });
    const { conversationId } = await e.send("@lead go");
    await expect.poll(() => e.store.deadLetters.list({ limit: 1 }).length).toBe(1);
    await expect.poll(() => e.listPrompts("tester").length).toBe(1);
    expect(await e.conversations.cancelConversation(conversationId, { code: "operator" })).toBe(1);
    await e.settled();
    const posts = e.store.history.chatMessages("dev", { limit: 9 }).map((row) => row.message);
    expect(posts.join("\n")).toMatch(
      /@tester was cancelled[\s\S]*@coder failed after 1 attempt: the key was refused/,
    );
    expect(e.replies()).toHaveLength(1);
  });

  test("a dead delivery that is replayed after the close ends and leaves nothing open", async () => {
    let down = true;
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: () => "Done. [#dev: hi]",
        coder: () => {
          if (down) throw new HarnessError("invalid", "expired");
          return "seen";
        },
      },
    });
    await e.send("@lead go");
    await e.settled();
    down = false;
    await e.conversations.replayDead(e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0);
    await e.settled();
    expect(e.store.conversations.list({ limit: 9, status: "open" })).toEqual([]);
    expect(e.replies()).toHaveLength(1);
  });

  test("posts of an agent that is not a member are denied once per room, and the author is notified", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "x", coder: () => "y", stranger: () => "Z [#dev: let me in] [#dev: please]" },
    });
    await e.send("@stranger go");
    await e.settled();
    expect(e.store.history.chatMessages("dev", { limit: 9 })).toEqual([]);
    expect(e.pickEvents("handoff.denied")).toHaveLength(1);
    await e.send("@stranger again");
    await e.settled();
    expect(e.listPrompts("stranger")[1]).toMatch(
      /^\[Note from TinyAGI: your message to #dev was not delivered/,
    );
  });
});
