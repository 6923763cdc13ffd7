/**
 * Budgets with the real claude: a run that spends more than its budget is ended in the middle of an answer, with all its
 * sub-agents, and continues in its session when the budget is raised: by hand, or by an approval.
 *
 * @requirement BUDGET-2 @requirement BUDGET-3 @requirement BUDGET-4
 */
import { join } from "node:path";
import type { ApprovalView, BudgetView } from "@tinyagi/contracts";
import { type MockReply, type MockRequest, needs, readRows, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { openRealTeam, type RealTeam } from "./support/real-team.js";

const TIMEOUT_MS = 120_000;
const LIMIT = 3_000;
const STOPPED = "was stopped by a budget";
const toTask = ({ lastUserText }: MockRequest) =>
  (/TASK-tree/.exec(lastUserText) ?? /TASK-\w+/.exec(lastUserText))?.[0];

/** The second call is beyond the budget, and would never end. */
function working({ lastUserText, toolResults }: MockRequest): MockReply {
  if (lastUserText.includes(STOPPED))
    return { text: "All done.", usage: { inputTokens: 500, outputTokens: 10 } };
  if (toolResults.length > 0)
    return { text: "I am half way", usage: { inputTokens: 5_000, outputTokens: 5 }, stall: true };
  return { ...looking, text: "First, where am I?" };
}

const looking: MockReply = {
  toolCalls: [{ name: "Bash", input: { command: "pwd" } }],
  usage: { inputTokens: 1_000, outputTokens: 100 },
};

const NODES = ["done", "slow", "late", "over"];
const PLAN = {
  version: 1,
  goal: "Four parts",
  agents: NODES.map((id) => ({ id, prompt: `TASK-${id}` })),
  output: NODES,
};
/** Used by the tree before `over` answers: 1,100 by the parent, 510 by `done`, 1,001 by `slow`, 2,101 by `late`. */
const TREE_LIMIT = 5_000;
/** What the answer of `over` reports when it begins: the one event beyond the budget. */
const EVENT = 8_001;

describe("a run of claude that streams past its budget", needs("agent CLIs"), () => {
  let team: RealTeam;
  /** Lets the model answer `over`. */
  let release: (reply: MockReply) => void = () => {};
  const overspent = new Promise<MockReply>((resolve) => (release = resolve));

  /** The parent calls the tool; after the raise it gets the results in its prompt. */
  function parent({ lastUserText }: MockRequest): MockReply {
    const found = [...new Set(lastUserText.match(/PART-\w+/g))].sort();
    if (found.length > 0) return { text: `JOINED(${found.join(" ")})` };
    return {
      toolCalls: [{ name: "mcp__tinyagi__spawn_agents", input: { plan: PLAN } }],
      usage: { inputTokens: 1_000, outputTokens: 100 },
    };
  }

  /** One sub-agent ends, one hangs in its first call, one in its second call, and one spends too much. */
  function child(task: string, { lastUserText, toolResults }: MockRequest): MockReply | Promise<MockReply> {
    const answer = { text: task.replace("TASK", "PART"), usage: { inputTokens: 500, outputTokens: 10 } };
    if (task === "TASK-done" || lastUserText.includes(STOPPED)) return answer;
    if (task === "TASK-over") return overspent;
    if (task === "TASK-late" && toolResults.length === 0) return looking;
    return { text: "I am half way", usage: { inputTokens: 1_000, outputTokens: 5 }, stall: true };
  }

  function script(request: MockRequest): MockReply | Promise<MockReply> {
    const task = toTask(request) ?? "";
    if (task === "TASK-tree") return parent(request);
    return task.startsWith("TASK-work") ? working(request) : child(task, request);
  }

  beforeAll(async () => {
    team = await openRealTeam({ lead: script });
    await team.stage.start();
  }, TIMEOUT_MS);
  afterAll(() => team[Symbol.asyncDispose]());

  const asked = (task: string) => team.model.turns().filter((request) => toTask(request) === task);
  /** The data of events. */
  const events = <T extends object = { action: string }>(conversation: string, type: string) =>
    readRows<{ data: string }>(
      join(team.stage.place.home, "tinyagi.db"),
      `SELECT data FROM events WHERE type = '${type}' AND conversation_id = '${conversation}'`,
    ).map(({ data }): T => JSON.parse(data));
  const nodesWith = (conversation: string, type: string) =>
    events<{ node: string }>(conversation, type).map(({ node }) => node);
  const send = async (message: string, budget: object) => {
    const { client } = team.stage.current();
    return (await client.call("sendMessage", { body: { message, budget } })).conversationId;
  };
  const runsOf = (conversation: string) =>
    team.stage.current().client.call("listRuns", { query: { conversation } });
  const inputByNode = async (conversation: string) =>
    Object.fromEntries(
      (await runsOf(conversation)).map(({ node, usage }) => [node?.nodeId ?? "", usage.inputTokens]),
    );
  const statusByNode = async (conversation: string) => {
    const runs = await runsOf(conversation);
    const ids = [...new Set(runs.map(({ node }) => node?.nodeId ?? ""))];
    return Object.fromEntries(
      ids.map((id) => [id, runs.filter(({ node }) => node?.nodeId === id).map(({ status }) => status)]),
    );
  };
  const spentBy = async (conversation: string) => {
    const runs = await runsOf(conversation);
    return runs.reduce((sum, { usage }) => sum + (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0), 0);
  };

  /** The conversation, once it is closed. */
  function closed(id: string) {
    const { client } = team.stage.current();
    return waitFor(
      async () => {
        const found = await client.call("getConversation", { params: { id } });
        return found.status === "closed" ? found : undefined;
      },
      { timeoutMs: TIMEOUT_MS, what: "the conversation to close" },
    );
  }

  /** What continues a conversation that a budget ended, once it is closed. */
  async function continued(id: string) {
    const { client } = team.stage.current();
    const followUp = await waitFor(
      async () =>
        (await client.call("listConversations", { query: {} })).find(({ followUpOf }) => followUpOf === id),
      { timeoutMs: TIMEOUT_MS, what: "a follow-up" },
    );
    return closed(followUp.id);
  }

  async function raise(conversation: string, tokens: number): Promise<BudgetView> {
    const scope = `conversation:${conversation}`;
    const raised = await team.stage.cli(["budget", "extend", scope, "--tokens", String(tokens), "--json"]);
    return JSON.parse(raised.stdout);
  }

  test(
    "is stopped within one report, its processes are gone, its text is delivered, and more budget continues it",
    async () => {
      const { call, client } = team.stage.current();
      const id = await send("@lead TASK-work", { tokens: LIMIT });
      const conversation = await closed(id);
      const [run] = conversation.runs;
      expect(conversation.runs).toHaveLength(1);
      expect(run).toMatchObject({
        status: "cancelled",
        error: { class: "budget" },
        usage: { inputTokens: 6_000, estimated: true },
      });
      expect(asked("TASK-work")).toHaveLength(2);
      const reply = conversation.replies[0]?.message ?? "";
      // The report that ends the run comes before the text of its turn, which may or may not have arrived by then.
      expect(reply).toMatch(/^First, where am I\?\n(I am half way)?/);
      expect(reply).toMatch(
        /@lead stopped: the budget of this conversation is used up \(6\.[12]k of 3k tokens\)/,
      );
      expect((await client.call("queueStatus")).dead).toBe(0);
      const [spawned] = events<{ pid: number }>(id, "run.spawned");
      expect(isAlive(spawned?.pid ?? 0)).toBe(false);

      const scope = `conversation:${id}`;
      const stopped = await call<BudgetView[]>("GET", "/api/budgets");
      expect(stopped.body).toMatchObject([{ scope, limit: { tokens: LIMIT }, state: "exceeded" }]);
      expect(await raise(id, 10_000)).toMatchObject({
        scope,
        limit: { tokens: LIMIT + 10_000 },
        state: "ok",
      });
      expect((await continued(id)).replies[0]?.message).toContain("All done.");
      expect(asked("TASK-work")).toHaveLength(3);
      const last = asked("TASK-work").at(-1);
      expect(last?.lastUserText).toContain(STOPPED);
      expect(last?.messages.some(({ text }) => text.includes("First, where am I?"))).toBe(true);
    },
    TIMEOUT_MS,
  );

  test(
    "takes its sub-agents with it: the tree spends the budget and one report at most, and continues without repeating what had finished",
    async () => {
      const id = await send("@lead TASK-tree", { tokens: TREE_LIMIT });
      // Each process has one report in flight at most. Here all others have arrived, so that exactly one comes too late.
      await waitFor(
        async () => {
          const used = await inputByNode(id);
          const isBusy = used["root/slow"] === 1_000 && used["root/late"] === 2_000;
          return isBusy && asked("TASK-over").length === 1 && nodesWith(id, "node.completed").length === 1;
        },
        { timeoutMs: TIMEOUT_MS, what: "one sub-agent that has ended, and three that work" },
      );
      release({ text: "I am half way", usage: { inputTokens: EVENT - 1, outputTokens: 5 }, stall: true });
      const conversation = await closed(id);
      expect(conversation.replies[0]?.message).toMatch(
        /@lead stopped: the budget of this conversation is used up \([\d.]+k of 5k tokens\)/,
      );
      const pids = events<{ pid: number }>(id, "run.spawned").map(({ pid }) => pid);
      expect(pids).toHaveLength(1 + NODES.length);
      await waitFor(
        async () => !pids.some(isAlive) && (await runsOf(id)).every(({ status }) => status !== "running"),
        { timeoutMs: TIMEOUT_MS, what: "all processes to end" },
      );
      expect(await statusByNode(id)).toEqual({
        root: ["cancelled"],
        "root/done": ["completed"],
        "root/late": ["cancelled"],
        "root/over": ["cancelled"],
        "root/slow": ["cancelled"],
      });
      expect(events(id, "budget.exceeded")).toMatchObject(
        Array.from({ length: 4 }, () => ({ action: "stopped" })),
      );
      expect(await inputByNode(id)).toMatchObject({ root: 1_000, "root/late": 2_000, "root/slow": 1_000 });
      const spent = await spentBy(id);
      expect(spent).toBeGreaterThan(TREE_LIMIT);
      expect(spent).toBeLessThanOrEqual(TREE_LIMIT + EVENT);
      const calls = team.model.turns().length;

      await raise(id, 100_000);
      const after = await continued(id);
      expect(after.replies[0]?.message).toContain("JOINED(PART-done PART-late PART-over PART-slow)");
      // One call for each that was stopped; the parent gets the results in its prompt.
      expect(team.model.turns().slice(calls).map(toTask).sort()).toEqual([
        "TASK-late",
        "TASK-over",
        "TASK-slow",
        "TASK-tree",
      ]);
      expect(asked("TASK-done")).toHaveLength(1);
      expect(nodesWith(id, "node.completed").concat(nodesWith(after.id, "node.completed")).sort()).toEqual(
        NODES.map((node) => `root/${node}`).sort(),
      );
      // The session of a sub-agent continues, too.
      expect(
        asked("TASK-late")
          .at(-1)
          ?.messages.map(({ role }) => role),
      ).toContain("tool");
    },
    TIMEOUT_MS,
  );

  describe("and asks a person", () => {
    /** The conversation of a message that waits, and its approval. */
    async function asks(message: string): Promise<{ id: string; approval: ApprovalView }> {
      const { client } = team.stage.current();
      const id = await send(message, { tokens: LIMIT, onLimit: "ask" });
      const approval = await waitFor(
        async () => {
          const { approvals } = await client.call("listApprovals", { query: { status: "open" } });
          return approvals.find(({ conversationId }) => conversationId === id);
        },
        { timeoutMs: TIMEOUT_MS, what: "an approval" },
      );
      expect(approval).toMatchObject({
        kind: "budget",
        title: "Raise the budget of a conversation by 6k tokens?",
      });
      const { status, runs } = await client.call("getConversation", { params: { id } });
      expect({ status, runs: runs.map((run) => run.status) }).toEqual({
        status: "open",
        runs: ["cancelled"],
      });
      return { id, approval };
    }

    test(
      "waits, and continues in its session when the person approves at the command line",
      async () => {
        const { id, approval } = await asks("@lead TASK-workapproved");
        expect((await team.stage.cli(["approvals"])).stdout).toContain(approval.id);
        expect(await team.stage.cli(["approve", approval.id])).toMatchObject({ code: 0 });
        const { replies, runs } = await closed(id);
        expect(replies.at(-1)?.message).toContain("All done.");
        expect(runs).toHaveLength(2);
        const last = asked("TASK-workapproved").at(-1);
        expect(last?.messages.some(({ text }) => text.includes("First, where am I?"))).toBe(true);
      },
      TIMEOUT_MS,
    );

    test(
      "ends with what was written and the reason when the person denies at the command line",
      async () => {
        const { id, approval } = await asks("@lead TASK-workdenied");
        expect(await team.stage.cli(["deny", approval.id, "too", "dear"])).toMatchObject({ code: 0 });
        const { replies, runs } = await closed(id);
        expect(replies.at(-1)?.message).toMatch(/First, where am I\?.*A person denied more \(too dear\)/s);
        expect(runs).toHaveLength(1);
        expect(asked("TASK-workdenied")).toHaveLength(2);
      },
      TIMEOUT_MS,
    );
  });
});
