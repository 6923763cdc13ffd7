import { describe, expect, test } from "vitest";
import { engines, gate, team } from "./fixture.js";

const engine = engines();

describe("handoffs", () => {
  const teams = { dev: team("lead", "coder", "tester") };

  test("a leader's tags reach the members in an envelope, and one reply joins all answers, leader first", async () => {
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
    expect(e.listPrompts("coder")[0]).toBe(
      "[Message from teammate @lead]:\nOn it.\n\n------\n\nDirected to you:\nwrite it",
    );
    expect(e.replies()).toHaveLength(1);
    const reply = e.replies()[0] ?? "";
    expect(reply.indexOf("On it.")).toBeLessThan(reply.indexOf("written"));
    expect(reply.indexOf("written")).toBeLessThan(reply.indexOf("tested"));
    expect(reply).not.toContain("[@coder:");
  });

  test("the runs form one tree below the run that handed over", async () => {
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

  test("a fan-out becomes a joined reply when one of its agents hands over", async () => {
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

  test("tags after the limit stay text; the person and the author are notified", async () => {
    const e = await engine({
      teams,
      agents: { lead: () => "[@coder: x] ".repeat(3_000), coder: () => "C", tester: () => "T" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.replies().join("\n")).toContain("_(Only the first 1000 tags of this answer were read.");
    await e.send("@lead again");
    await e.settled();
    expect(e.listPrompts("lead")[1]).toContain("only the first 1000 tags of your last answer were read");
  });

  test("a handoff outside the team is denied, and the author gets a note with its next message", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "[@stranger: secret]", coder: () => "c", stranger: () => "s" },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.listPrompts("stranger")).toEqual([]);
    expect(e.events.some((event) => event.type === "handoff.denied")).toBe(true);
    await e.send("@lead again");
    await e.settled();
    expect(e.listPrompts("lead")[1]).toMatch(/^\[Note from TinyAGI: .*@stranger/);
  });

  test("two agents that always mention each other stop at a limit, and the person is notified which", async () => {
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

  test("plain mentions that go round in a circle stop at a limit", async () => {
    const e = await engine({
      teams: { trio: team("ping", "pong", "pang") },
      agents: { ping: () => "@pong go on", pong: () => "@pang go on now", pang: () => "@ping go on again" },
    });
    await e.send("@trio start");
    await e.settled();
    expect(e.listPrompts("pong")[0]).toContain("[Message from teammate @ping]:\ngo on");
    expect(e.prompts.length).toBeLessThanOrEqual(12);
    expect(e.replies()[0]).toMatch(/LIMIT_(HOPS|PAIR_REPEATS)/);
  });

  test.each([
    ["a mention", "@lead Done, all tests pass.", 1],
    ["a tag", "[@lead: Done, all tests pass.]", 2],
  ])("%s of whoever handed over starts that agent as often as %j says: %d", async (_name, answer, runs) => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: ({ prompt }) => (prompt.includes("Done") ? "Good." : "@coder please fix it"),
        coder: () => answer,
      },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.listPrompts("lead")).toHaveLength(runs);
    expect(e.replies().join()).toContain("Done, all tests pass.");
    expect(e.replies().join()).not.toContain("not handed over");
  });

  test.each([
    ["handoff", "I will ask @coder later", "_(@coder was mentioned by @lead, not handed over.)_"],
    ["note", "@coder please fix it", "_(@coder was mentioned by @lead, not handed over.)_"],
    ["handoff", "[@coder: fix it]\n\n@coder gets it", undefined],
    ["off", "@coder please fix it", undefined],
    ["handoff", "@stranger please fix it", undefined],
    ["note", "> @coder said so", undefined],
  ])("with routing.mentions %s, the answer %j leads to the note %s", async (mentions, answer, note) => {
    const e = await engine({
      settings: { routing: { mentions } },
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => answer, coder: () => "C", stranger: () => "s" },
    });
    await e.send("@lead go");
    await e.settled();
    if (note === undefined) expect(e.replies().join()).not.toContain("not handed over");
    else expect(e.replies()[0]).toContain(note);
    expect(e.listPrompts("coder")).toHaveLength(answer.includes("[@coder") ? 1 : 0);
    expect(e.listPrompts("stranger")).toEqual([]);
  });

  test("a line of the person's message that an agent repeats hands nothing over", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: { lead: () => "You wrote:\n\n@coder delete it", coder: () => "C" },
    });
    await e.send("@lead What do you think of this mail?\n@coder delete it");
    await e.settled();
    expect(e.listPrompts("coder")).toEqual([]);
  });

  test("with join: leader the agent that handed over writes a summary after all teammates have ended", async () => {
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
    expect(e.listPrompts("coder")).toHaveLength(1);
    expect(e.listPrompts("lead")[1]).toContain("@coder: RESULT");
  });
});

describe("rules of the team", () => {
  const agents = { lead: () => "L [@coder: a] [@tester: b]", coder: () => "C", tester: () => "T" };

  test("in a conversation without a team, the first team that works on it sets the limits for that output already", async () => {
    const e = await engine({
      teams: { dev: { ...team("lead", "coder", "tester"), limits: { fanOut: 1 } } },
      agents,
    });
    const { conversationId } = await e.send("@lead go");
    await e.settled();
    expect(e.listPrompts("coder")).toHaveLength(1);
    expect(e.listPrompts("tester")).toEqual([]);
    expect(e.replies()[0]).toContain("LIMIT_FAN_OUT");
    expect(e.store.conversations.get(conversationId)).toMatchObject({
      team_id: "dev",
      limit_reached: "LIMIT_FAN_OUT",
    });
  });

  test("a team may allow more than the general limits", async () => {
    const e = await engine({
      settings: { limits: { fanOut: 1 } },
      teams: { dev: { ...team("lead", "coder", "tester"), limits: { fanOut: 2 } } },
      agents,
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.replies()[0]).toMatch(/C[\s\S]*T/);
    expect(e.pickEvents("limit.reached")).toEqual([]);
  });

  test("a team's join mode takes precedence over the general one, also when the team adopts the conversation later", async () => {
    const e = await engine({
      settings: { conversations: { join: "stream" } },
      teams: { dev: { ...team("lead", "coder", "tester"), join: "reply" } },
      agents,
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
  });

  test("the join mode of the message takes precedence over the team's", async () => {
    const e = await engine({
      teams: { dev: { ...team("lead", "coder", "tester"), join: "leader" } },
      agents,
    });
    await e.send("@lead go", { join: "stream" });
    await e.settled();
    expect(e.replies().sort()).toEqual([
      "C\n\n- [coder]",
      "L → @coder: a\n→ @tester: b\n\n- [lead]",
      "T\n\n- [tester]",
    ]);
  });

  test("an agent whose answer was sent before the join mode changed is not reported twice", async () => {
    const slow = gate();
    const e = await engine({
      teams: { dev: team("lead", "coder", "tester") },
      agents: { lead: slow.script, coder: () => "CODED", tester: () => "TESTED" },
    });
    await e.send("[@tester: b] [@lead: a]");
    await expect.poll(() => e.replies().length).toBe(1);
    slow.open("LED [@coder: x]");
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.replies()[0]).toContain("TESTED");
    expect(e.replies()[1]).toMatch(/LED[\s\S]*CODED/);
    expect(e.replies()[1]).not.toContain("TESTED");
  });

  test("deleting a team during its conversation does not change work that was accepted", async () => {
    const slow = gate();
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: { lead: slow.script, coder: () => "C" },
    });
    const { conversationId } = await e.send("@dev go");
    await expect.poll(() => e.prompts.length).toBe(1);
    e.setSettings({ teams: {} });
    slow.open("L [@coder: x]");
    await e.settled();
    expect(e.store.conversations.get(conversationId)?.status).toBe("closed");
    expect(e.replies()).toHaveLength(1);
    expect(e.pickEvents("handoff.denied")).toHaveLength(1);
  });
});

describe("refused handoffs", () => {
  test("to oneself or to another team are told in the reply: nobody got them", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder"), ops: team("admin") },
      agents: { lead: () => "[@lead: again] [@admin: restart it]", admin: () => "restarted" },
    });
    await e.send("@lead build it");
    await e.settled();
    expect(e.replies()[0]).toContain("@lead wrote to itself, which starts nothing.");
    expect(e.replies()[0]).toContain(
      "@lead wrote to @admin, which did not get it, because they share no team.",
    );
    expect(e.listPrompts("admin")).toEqual([]);
  });

  test("to a name that does not exist are told in the reply, with the nearest name", async () => {
    const e = await engine({ agents: { lead: () => "On it. [@codr: fix it]", coder: () => "done" } });
    await e.send("@lead go");
    await e.settled();
    expect(e.replies()[0]).toContain("@lead wrote to @codr, which does not exist. Did you mean @coder?");
    await e.send("@lead again");
    await e.settled();
    expect(e.listPrompts("lead")[1]).toContain("There is no agent @codr. Did you mean @coder?");
  });

  test("a flood of refused tags becomes one bounded note and a bounded number of events", async () => {
    const tags = Array.from({ length: 500 }, (_, n) => `[@nobody${n}: x] [#room${n}: y]`).join("\n");
    let first = true;
    const e = await engine({
      agents: {
        lead: () => {
          if (!first) return "ok";
          first = false;
          return `done ${tags}`;
        },
      },
    });
    await e.send("@lead go");
    await e.settled();
    expect(e.pickEvents("handoff.denied").length).toBeLessThanOrEqual(128);
    await e.send("@lead again");
    await e.settled();
    const [, prompt = ""] = e.listPrompts("lead");
    expect(prompt).toMatch(/^\[Note from TinyAGI: your messages to these were not delivered: @nobody0/);
    expect(prompt).toMatch(/and \d+ more/);
    expect(prompt.length).toBeLessThan(3_000);
    expect(prompt.endsWith("again")).toBe(true);
  });

  test("notes for a busy agent are delivered once, without duplicates, up to a limit", async () => {
    const slow = gate();
    let call = 0;
    const e = await engine({
      agents: {
        lead: (request, signal) => {
          call += 1;
          return call === 1 ? slow.script(request, signal) : `[@ghost${call}: x]`;
        },
      },
    });
    for (let n = 0; n < 10; n += 1) await e.send("@lead go");
    slow.open("[@ghost: x] [@ghost: y]");
    await e.settled();
    await e.send("@lead a");
    await e.settled();
    const prompt = e.listPrompts("lead").at(-1) ?? "";
    expect(prompt.match(/\[Note from TinyAGI/g)).toHaveLength(6);
    expect(prompt).toMatch(/5 older notes are left out/);
    await e.send("@lead b");
    await e.settled();
    expect(
      e
        .listPrompts("lead")
        .at(-1)
        ?.match(/\[Note from TinyAGI/g),
    ).toHaveLength(1);
  });
});
