/**
 * Budgets with the real claude: a run that spends more than its budget is ended in the middle of an answer, and
 * continues in its session when the budget is raised.
 *
 * @requirement BUDGET-2 @requirement BUDGET-3
 */
import type { BudgetView, JournalEvent } from "@tinyagi/contracts";
import { type MockReply, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { openRealTeam } from "./support/real-team.js";

const LIMIT = 3_000;
/** What the model answers, one call after another. The second call is beyond the budget, and would never end. */
const CALLS: readonly MockReply[] = [
  {
    text: "First, where am I?",
    toolCalls: [{ name: "Bash", input: { command: "pwd" } }],
    usage: { inputTokens: 1_000, outputTokens: 100 },
  },
  { text: "I am half way", usage: { inputTokens: 5_000, outputTokens: 5 }, stall: true },
  { text: "All done.", usage: { inputTokens: 500, outputTokens: 10 } },
];

describe("a run of claude that streams past its budget", needs("agent CLIs"), () => {
  test("is stopped within one report, its processes are gone, its text is delivered, and more budget continues it", async () => {
    let calls = 0;
    await using team = await openRealTeam({ lead: () => CALLS[calls++] ?? {} });
    const { client, call } = await team.stage.start();
    const events: JournalEvent[] = [];
    const { conversation } = await client.sendAndWait(
      { message: "@lead work", budget: { tokens: LIMIT } },
      { onEvent: (event) => events.push(event) },
    );

    const [run] = conversation.runs;
    expect(conversation.runs).toHaveLength(1);
    expect(run).toMatchObject({
      status: "cancelled",
      error: { class: "budget" },
      usage: { inputTokens: 6_000, estimated: true },
    });
    expect(calls).toBe(2);
    const reply = conversation.replies[0]?.message ?? "";
    // The report that ends the run comes before the text of its turn, which may or may not have arrived by then.
    expect(reply).toMatch(/^First, where am I\?\n(I am half way)?/);
    expect(reply).toMatch(
      /@lead stopped: the budget of this conversation is used up \(6,1\d\d tokens of 3,000 tokens\)/,
    );
    expect((await client.call("queueStatus")).dead).toBe(0);
    const spawned = events.find((event) => event.type === "run.spawned");
    if (spawned?.type !== "run.spawned") throw new Error("no process was started");
    expect(isAlive(spawned.data.pid)).toBe(false);

    const scope = `conversation:${conversation.id}`;
    const stopped = await call<BudgetView[]>("GET", "/api/budgets");
    expect(stopped.body).toMatchObject([{ scope, limit: { tokens: LIMIT }, state: "exceeded" }]);
    const raised = await team.stage.cli(["budget", "extend", scope, "--tokens", "10000", "--json"]);
    expect(JSON.parse(raised.stdout)).toMatchObject({
      scope,
      limit: { tokens: LIMIT + 10_000 },
      state: "ok",
    });
    const continued = await waitFor(async () => {
      const conversations = await client.call("listConversations", { query: {} });
      const found = conversations.find(({ followUpOf }) => followUpOf === conversation.id);
      return found?.status === "closed"
        ? client.call("getConversation", { params: { id: found.id } })
        : undefined;
    });
    expect(continued.replies[0]?.message).toContain("All done.");
    expect(calls).toBe(3);
    const last = team.requestsOf("lead").at(-1);
    expect(last?.lastUserText).toContain("was stopped by a budget");
    expect(last?.messages.some(({ text }) => text.includes("First, where am I?"))).toBe(true);
  });
});
