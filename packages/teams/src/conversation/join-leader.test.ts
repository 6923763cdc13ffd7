import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { type AgentScript, engines, hang, team } from "./fixture.js";

const open = engines();
const leader = { join: "leader" } as const;
const CLOSING = "[TinyAGI: all teammates have answered.";

/** Answers, and writes a summary when asked for one. */
function closer(answer: string): AgentScript {
  return ({ prompt }) => (prompt.startsWith(CLOSING) ? "All of it in one." : answer);
}
const broken: AgentScript = () => {
  throw new HarnessError("invalid", "broken");
};

/** @requirement JOIN-1 */
describe("a reply written by the leader", () => {
  test("of agents that a person asked together: the leader of their team gets all answers, including its own", async () => {
    const it = await open({
      agents: { coder: () => "code is ready", lead: closer("plan is ready") },
      teams: { dev: team("lead", "coder") },
    });
    await it.send("[@coder: code] [@lead: plan]", leader);
    await it.settled();
    expect(it.replies()).toEqual(["All of it in one.\n\n- [lead]"]);
    expect(it.listPrompts("lead")[1]).toMatch(/@coder: code is ready\n\n@lead: plan is ready$/);
  });

  test("of agents without a team: the first agent that was asked writes it", async () => {
    const it = await open({ agents: { b: closer("from b"), a: () => "from a" } });
    await it.send("@b,a compare", leader);
    await it.settled();
    expect(it.replies()).toEqual(["All of it in one.\n\n- [b]"]);
  });

  test("of handoffs: the agent that handed over writes it", async () => {
    const it = await open({
      agents: { lead: closer("[@coder: code] [@writer: write]"), coder: () => "code", writer: () => "text" },
      teams: { dev: team("lead", "coder", "writer") },
    });
    await it.send("@dev ship it", leader);
    await it.settled();
    expect(it.replies()).toEqual(["All of it in one.\n\n- [lead]"]);
    expect(it.listPrompts("lead")[1]).toMatch(/Results:\n@coder: code\n\n@writer: text$/);
    // Logs and live views show what it is about, not how TinyAGI asks an agent.
    expect(it.pickEvents("message.accepted").at(-1)?.data).toMatchObject({
      kind: "summary",
      preview: "Joins the answers of @coder, @writer",
    });
  });

  test("of one agent that hands nothing over: its answer is sent without another run", async () => {
    const it = await open({ agents: { lead: closer("done") } });
    await it.send("@lead do it", leader);
    await it.settled();
    expect(it.replies()).toEqual(["done\n\n- [lead]"]);
  });

  test("names a teammate that failed, to the leader and to the person", async () => {
    const it = await open({
      agents: { lead: closer("mine"), coder: broken },
      teams: { dev: team("lead", "coder") },
    });
    await it.send("@lead,coder go", leader);
    await it.settled();
    expect(it.listPrompts("lead")[1]).toContain("@coder: failed after 1 attempt: broken");
    expect(it.replies()).toHaveLength(1);
    expect(it.replies()[0]).toContain("All of it in one.");
    expect(it.replies()[0]).toContain("failed after 1 attempt: broken");
  });

  test("is written by another agent when the leader failed, and by none when all failed", async () => {
    const some = await open({
      agents: { lead: broken, coder: closer("code") },
      teams: { dev: team("lead", "coder") },
    });
    await some.send("@lead,coder go", leader);
    await some.settled();
    expect(some.replies()[0]).toContain("All of it in one.");
    const none = await open({ agents: { a: broken, b: broken } });
    await none.send("@a,b go", leader);
    await none.settled();
    expect(none.replies()).toHaveLength(1);
    expect(none.prompts).toHaveLength(2);
  });

  test("is replaced by all answers when it fails", async () => {
    const it = await open({
      agents: {
        lead: (request, signal) =>
          request.prompt.startsWith(CLOSING) ? broken(request, signal) : "[@coder: code]",
        coder: () => "code is ready",
      },
      teams: { dev: team("lead", "coder") },
    });
    await it.send("@dev go", leader);
    await it.settled();
    expect(it.replies()).toHaveLength(1);
    expect(it.replies()[0]).toContain("code is ready");
    expect(it.replies()[0]).toContain("failed after 1 attempt: broken");
  });

  test("includes a cancelled teammate; a cancelled conversation requests no summary", async () => {
    const it = await open({
      agents: { lead: closer("mine"), coder: hang },
      teams: { dev: team("lead", "coder") },
    });
    await it.send("@lead,coder go", leader);
    const live = () => it.store.messages.withStatus("processing", 9).find((row) => row.agent_id === "coder");
    await expect.poll(() => it.listPrompts("coder").length).toBe(1);
    await it.conversations.cancelMessage(live()?.id ?? 0, { code: "operator" });
    await it.settled();
    expect(it.listPrompts("lead")[1]).toContain("@coder: was cancelled: stopped by the operator");
    expect(it.replies()).toHaveLength(1);

    const { conversationId } = await it.send("@lead,coder again", leader);
    await expect.poll(() => it.listPrompts("coder").length).toBe(2);
    await it.conversations.cancelConversation(conversationId, { code: "operator" });
    await it.settled();
    expect(it.listPrompts("lead")).toHaveLength(3);
    expect(it.replies()).toHaveLength(2);
  });
});
