/**
 * Whether a plan for sub-agents may start is decided by what such agents cost before. Agents on a mock model that reports
 * its tokens; a price in the settings makes them cost money.
 *
 * @requirement SPAWN-6
 */
import type { ApprovalView, JournalEvent } from "@tinyagi/contracts";
import { type MockReply, type MockRequest, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openProviderHome, type ProviderHome } from "./support/provider-home.js";

const TIMEOUT_MS = 120_000;
/** A dollar a run: 1,000 tokens at 1,000 dollars for a million. */
const PRICES = { pricey: { input: 1_000, output: 1_000 } };
const USAGE = { inputTokens: 900, outputTokens: 100 };
const PLAN = {
  version: 1,
  goal: "Two parts",
  agents: [
    { id: "a", prompt: "TASK-part a", agent: "worker", estimate: { usd: 0.01 } },
    { id: "b", prompt: "TASK-part b", agent: "worker" },
  ],
  output: ["a", "b"],
};

type JsonValue = string | number | JsonValue[] | { [key: string]: JsonValue };
type EventOf = Extract<JournalEvent, { type: "spawn.estimated" }>;
let home: ProviderHome;

function script({ lastUserText }: MockRequest): MockReply {
  if (lastUserText.includes("TASK-plan") && !lastUserText.includes("[TinyAGI: your"))
    return {
      text: `\`\`\`spawn\n${JSON.stringify(PLAN)}\n\`\`\``,
      usage: { inputTokens: 1, outputTokens: 1 },
    };
  return {
    text: "done",
    usage: lastUserText.includes("TASK-part") ? USAGE : { inputTokens: 1, outputTokens: 1 },
  };
}

const client = () => home.stage.current().client;
const change = (path: string[], value: JsonValue) =>
  client().call("changeSettings", { body: { changes: [{ path, value }] } });
const openApproval = (): Promise<ApprovalView> =>
  waitFor(async () => (await client().call("listApprovals", { query: { status: "open" } })).approvals[0], {
    what: "an approval",
  });
async function estimated(conversation: string): Promise<EventOf["data"]> {
  const { events } = await client().call("listEvents", { query: { limit: 500, types: "spawn.estimated" } });
  const found = events.find(({ conversationId }) => conversationId === conversation);
  if (found === undefined) throw new Error("no plan was estimated");
  return found.data as EventOf["data"];
}

beforeAll(async () => {
  home = await openProviderHome("api", script, {
    lead: { name: "Lead", provider: "custom:mock", model: "pricey-lead" },
    worker: { name: "Worker", provider: "custom:mock", model: "pricey-1" },
  });
  await home.stage.start();
  await change(["budgets", "prices"], PRICES);
  await change(["teams"], { dev: { name: "Dev", agents: ["lead", "worker"], leader_agent: "lead" } });
}, TIMEOUT_MS);
afterAll(() => home[Symbol.asyncDispose]());

test("without past runs a plan starts on its claim, and TinyAGI says that nothing is known", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { conversation } = await client().sendAndWait({ message: "@lead TASK-plan" });
  expect(conversation.replies.at(-1)?.message).toContain("done");
  const data = await estimated(conversation.id);
  expect(data).toMatchObject({
    decision: "fits",
    estimate: { agents: [{ agent: "worker", runs: 1, group: "all" }] },
  });
});

test("a plan that its past shows to be too dear for the budget of the day waits for a person, who reads why", {
  timeout: TIMEOUT_MS,
}, async () => {
  for (let run = 0; run < 3; run++) await client().sendAndWait({ message: "@worker TASK-part alone" });
  await change(["budgets", "day"], { usd: 6 });
  const sent = await client().call("sendMessage", {
    body: { message: "@lead TASK-plan", channel: "cli", sender: "me" },
  });
  const approval = await openApproval();
  expect(approval.estimate).toMatchObject({
    percentile: 90,
    total: { usd: 2, tokens: 2_000 },
    agents: [
      {
        nodes: ["a", "b"],
        agent: "worker",
        model: "pricey-1",
        group: "agent",
        runs: 5,
        price: "list",
        usd: 2,
        claimed: { usd: 0.01 },
      },
    ],
    budgets: [{ budget: "day", fits: false, needed: { usd: 2 } }],
  });
  const shown = await home.stage.cli(["approvals", approval.id]);
  expect(shown.stdout).toContain("Estimated cost (90th percentile of past runs)");
  expect(shown.stdout).toContain("from 5 past runs of this agent, at list prices. The plan claims $0.01.");
  expect((await home.stage.cli(["approve", approval.id])).code).toBe(0);
  const { conversationId } = sent;
  await waitFor(
    async () =>
      (await client().call("getConversation", { params: { id: conversationId } })).status !== "open",
    { what: "an end" },
  );
  const why = await home.stage.cli(["why", sent.messageId]);
  expect(why.stdout).toContain(
    "its plan was estimated at $2.00 and 2k tokens: a person decides; the budget of the day",
  );
});

test("the daily budget of the agents that would work counts, and a plan that may not ask is refused", {
  timeout: TIMEOUT_MS,
}, async () => {
  await change(["budgets", "day"], { usd: 100 });
  await change(["agents", "worker", "budget"], { usd: 7 });
  await change(["spawn"], { approval: "never" });
  const { conversation } = await client().sendAndWait({ message: "@lead TASK-plan" });
  const data = await estimated(conversation.id);
  expect(data).toMatchObject({
    decision: "refused",
    estimate: {
      agents: [{ agent: "worker", price: "list" }],
      budgets: expect.arrayContaining([expect.objectContaining({ budget: "agent:worker", fits: false })]),
    },
  });
  expect(conversation.replies.at(-1)?.message).not.toContain("TASK-part");
});
