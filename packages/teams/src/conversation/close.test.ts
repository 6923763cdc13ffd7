import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { engines, gate, team } from "./fixture.js";

const engine = engines();

describe("the summary by the agent that handed over", () => {
  const summary = "all teammates have answered";
  const lead =
    (words: string) =>
    ({ prompt }: { prompt: string }) =>
      prompt.includes(summary) ? words : "ASK [@coder: x] [@tester: y]";
  const teams = { dev: { ...team("lead", "coder", "tester"), join: "leader" as const } };

  test("contains the files of the teammates", async () => {
    const e = await engine({
      teams,
      files: { "a.md": "/safe/a.md" },
      agents: { lead: lead("SUM"), coder: () => "C [send_file: a.md]", tester: () => "T" },
    });
    await e.send("@dev go");
    await e.settled();
    const [row] = await e.outbox.pending("api", 10);
    expect(row).toMatchObject({ message: "SUM\n\n- [lead]", files: ["/safe/a.md"] });
  });

  test("is followed by the reason of a teammate that failed", async () => {
    const e = await engine({
      teams,
      agents: {
        lead: lead("ALL IS WELL"),
        coder: () => {
          throw new HarnessError("invalid", "the key was refused");
        },
        tester: () => "T",
      },
    });
    await e.send("@dev go");
    await e.settled();
    expect(e.listPrompts("lead")[1]).toContain("@coder: failed after 1 attempt: the key was refused");
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/ALL IS WELL[\s\S]*the key was refused/);
  });

  test("is replaced by every agent's own answer and the reason when it fails", async () => {
    const e = await engine({
      teams,
      agents: {
        lead: ({ prompt }) => {
          if (prompt.includes(summary)) throw new HarnessError("context_too_long", "too much to read");
          return "ASK [@coder: x]";
        },
        coder: () => "RESULT",
        tester: () => "T",
      },
    });
    const { conversationId } = await e.send("@dev go");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/ASK[\s\S]*too much to read[\s\S]*RESULT/);
    expect(e.store.conversations.get(conversationId)?.status).toBe("closed");
  });

  test("arrives in a follow-up when the failed summary is retried", async () => {
    let broken = true;
    const e = await engine({
      teams,
      agents: {
        lead: ({ prompt }) => {
          if (!prompt.includes(summary)) return "ASK [@coder: x]";
          if (broken) throw new HarnessError("invalid", "expired");
          return "SUM";
        },
        coder: () => "RESULT",
        tester: () => "T",
      },
    });
    await e.send("@dev go");
    await e.settled();
    broken = false;
    await e.conversations.replayDead(e.store.deadLetters.list({ limit: 1 })[0]?.id ?? 0);
    await e.settled();
    expect(e.replies()).toHaveLength(2);
    expect(e.replies()[1]).toBe("SUM\n\n- [lead]");
  });

  test("includes every agent the person asked, whoever handed over", async () => {
    const e = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: ({ prompt }) => (prompt.includes(summary) ? "SUM" : "ASK [@coder: x]"),
        coder: () => "CODED",
        other: () => "OTHER",
      },
    });
    await e.send("[@other: a] [@lead: b]", { join: "leader" });
    await e.settled();
    expect(e.listPrompts("lead")[1]).toMatch(/@other: OTHER[\s\S]*@coder: CODED/);
    expect(e.replies()).toEqual(["SUM\n\n- [lead]"]);
  });

  test("is a child run of that agent's run, and its tags are refused with a note to the author", async () => {
    const e = await engine({
      teams,
      agents: { lead: lead("SUM [@coder: once more]"), coder: () => "C", tester: () => "T" },
    });
    const { conversationId } = await e.send("@dev go");
    await e.settled();
    expect(e.listPrompts("coder")).toHaveLength(1);
    expect(e.pickEvents("handoff.denied")).toHaveLength(1);
    const runs = e.store.runs.inConversation(conversationId);
    expect(new Set(runs.map((run) => run.root_run_id)).size).toBe(1);
    await e.send("@lead next");
    await e.settled();
    expect(e.listPrompts("lead")[2]).toMatch(/^\[Note from TinyAGI: your message to @coder/);
  });

  test("is replaced by the joined answers at the message limit, with the reason", async () => {
    const e = await engine({
      settings: { limits: { messages: 3 } },
      teams,
      agents: { lead: lead("SUM"), coder: () => "C", tester: () => "T" },
    });
    const { conversationId } = await e.send("@dev go");
    await e.settled();
    expect(e.store.messages.countInConversation(conversationId)).toBe(3);
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(
      /ASK[\s\S]*C[\s\S]*T[\s\S]*LIMIT_MESSAGES: @lead was not asked for a summary/,
    );
  });

  test("is replaced by the teammates' answers when its agent was deleted, and the reply names the failed agent", async () => {
    const slow = gate();
    const e = await engine({
      teams,
      agents: { lead: lead("SUM"), coder: slow.script, tester: () => "T" },
    });
    await e.send("@dev go");
    await expect.poll(() => e.listPrompts("coder").length).toBe(1);
    e.setSettings({
      agents: {
        coder: { name: "coder", provider: "demo" },
        tester: { name: "tester", provider: "demo" },
      },
      teams: {},
    });
    slow.open("CODED");
    await e.settled();
    expect(e.replies()).toHaveLength(1);
    expect(e.replies()[0]).toMatch(/no agent @lead any more[\s\S]*CODED/);
  });

  test("gets results that are cut to fit the prompt", async () => {
    const e = await engine({
      teams,
      agents: { lead: lead("SUM"), coder: () => "x".repeat(500_000), tester: () => "T" },
    });
    await e.send("@dev go");
    await e.settled();
    const prompt = e.listPrompts("lead")[1] ?? "";
    expect(prompt.length).toBeLessThan(25_000);
    expect(prompt).toMatch(/480000 more characters were left out/);
  });
});
