/**
 * Calls of the real claude and codex that wait for sub-agents: with sessions, and across the death of the daemon.
 *
 * @requirement SPAWN-2
 * @requirement SPAWN-3
 * @requirement MCP-2
 */
import { join } from "node:path";
import {
  type MockReply,
  type MockRequest,
  type MockToolCall,
  needs,
  readRows,
  waitFor,
} from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRealTeam, type RealTeam } from "./support/real-team.js";
import { commandCall } from "./support/tool-user.js";

const TIMEOUT_MS = 180_000;

/** A call of one of our tools, as each CLI names it. */
function call({ api }: MockRequest, name: string, input: MockToolCall["input"]): MockReply {
  const tool = api === "responses" ? { name, namespace: "mcp__tinyagi" } : { name: `mcp__tinyagi__${name}` };
  return { toolCalls: [{ ...tool, input }] };
}

/** The retry of a run quotes the tasks of its sub-agents, too. */
const toTask = ({ lastUserText }: MockRequest) =>
  (/TASK-plan/.exec(lastUserText) ?? /TASK-[a-z]+/.exec(lastUserText))?.[0];
const plan = {
  version: 1,
  goal: "Two parts",
  agents: [
    { id: "quick", prompt: "TASK-quick" },
    { id: "slow", prompt: "TASK-slow", harness: "codex" },
  ],
  output: ["quick", "slow"],
};

const part = (id: string, more: object = {}) => ({ id, prompt: `TASK-part ${id}`, ...more });
const toPlan = (...agents: object[]) => ({ ...plan, agents, output: "n0" });
/** Many agents of which one runs: the others would wait for a result that it does not give. */
function guarded(count: number) {
  const never = { dependsOn: ["n0"], when: { ref: "n0", op: "contains", value: "NEVER" } };
  return toPlan(part("n0"), ...Array.from({ length: count - 1 }, (_, n) => part(`n${n + 1}`, never)));
}
const BROKEN = [
  toPlan(...Array.from({ length: 17 }, (_, n) => part(`n${n}`))),
  toPlan({ id: "n0", prompt: "TASK-refuse" }),
  toPlan(part("n0", { tools: ["launch_rockets"] })),
  toPlan({ id: "n0", prompt: "TASK-narrow", tools: ["recall"], canSpawn: true }),
];

/** The same call over HTTP from a command, with a token that no run has. */
function forged(): string {
  const params = { name: "spawn_agents", arguments: { plan: toPlan(part("n0")) } };
  const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
  const headers = [
    `authorization: Bearer tagr_${"A".repeat(43)}`,
    "content-type: application/json",
    "accept: application/json, text/event-stream",
  ].map((header) => `-H '${header}'`);
  // claude's sandbox may run a command before its own proxy listens.
  const patient = "-m 30 --retry 5 --retry-connrefused --retry-delay 1";
  return `curl -s ${patient} ${headers.join(" ")} -d '${JSON.stringify(body)}' -w ' <%{http_code}>' "$TINYAGI_API_URL/mcp"`;
}

describe("a call that waits for sub-agents", needs("agent CLIs"), () => {
  let team: RealTeam;
  /** What the model answers to the slow sub-agent; it hangs until then. */
  let answerSlow: (reply: MockReply) => void = () => {};
  let slow = new Promise<MockReply>((resolve) => (answerSlow = resolve));

  /** Asks the sub-agent twice in one session, and repeats what it answered. */
  function asking(request: MockRequest): MockReply {
    const said = request.toolResults.map(({ text }) => text).join();
    const session = /session\W+(sub_\w+)/.exec(said)?.[1];
    if (session === undefined) return call(request, "run_sub_agent", { prompt: "TASK-note", agent: "coder" });
    if (said.includes("NOTED")) return call(request, "run_sub_agent", { prompt: "TASK-recall", session });
    return { text: `ANSWER(${/RECALLED-\w+/.exec(said)?.[0]})` };
  }

  function planning(request: MockRequest): MockReply {
    const found = request.lastUserText.match(/PART-\w+/g) ?? [];
    // A retry gets the results in its prompt; a model that calls again gets them, too.
    if (found.length > 0) return { text: `JOINED(${[...new Set(found)].sort().join(" ")})` };
    const [result] = request.toolResults;
    return result === undefined ? call(request, "spawn_agents", { plan }) : { text: `LIVE(${result.text})` };
  }

  const refusals: string[] = [];
  /** A forged call, then one plan after another that breaks a rule; the sub-agent of the last one breaks one itself. */
  function breaking(request: MockRequest): MockReply {
    refusals.push(...request.toolResults.map(({ text }) => text));
    if (refusals.length === 0) return { toolCalls: [commandCall(forged(), request)] };
    const broken = BROKEN[refusals.length - 1];
    return broken === undefined ? { text: "DONE ANYWAY" } : call(request, "spawn_agents", { plan: broken });
  }

  /** Its agent may only use `recall`. */
  function narrow(request: MockRequest): MockReply {
    const [result] = request.toolResults;
    if (result !== undefined) return { text: `NARROW(${result.text})` };
    return call(request, "spawn_agents", { plan: toPlan(part("n0", { tools: ["remember"] })) });
  }

  const filled: string[] = [];
  /** With the agent itself, the first plan is one agent too large, the second fills the tree, and the third is one more. */
  function filling(request: MockRequest): MockReply {
    filled.push(...request.toolResults.map(({ text }) => text));
    const plans = [guarded(256), guarded(255), { ...toPlan(part("more")), output: "more" }];
    const next = plans[filled.length];
    return next === undefined
      ? { text: "DONE WITHIN LIMITS" }
      : call(request, "spawn_agents", { plan: next });
  }

  /** Each level asks for the next one, until it may not; then the levels answer one after another. */
  function digging(request: MockRequest): MockReply {
    const level = Number(/TASK-deep(\d)/.exec(request.lastUserText)?.[1]);
    const [result] = request.toolResults;
    if (result !== undefined)
      return { text: `L${level}(${/L\d\(.*\)|SPAWN_REFUSED: \w+/s.exec(result.text)?.[0]})` };
    const next = { id: "n0", prompt: `TASK-deep${level + 1}`, canSpawn: true };
    return call(request, "spawn_agents", { plan: toPlan(next) });
  }

  function script(request: MockRequest): MockReply | Promise<MockReply> {
    switch (toTask(request)) {
      case "TASK-ask":
        return asking(request);
      case "TASK-note":
        return { text: "NOTED the number 7" };
      case "TASK-recall":
        return {
          text: request.messages.some(({ text }) => text.includes("NOTED"))
            ? "RECALLED-seven"
            : "RECALLED-nothing",
        };
      case "TASK-refuse":
        return breaking(request);
      case "TASK-narrow":
        return narrow(request);
      case "TASK-total":
        return filling(request);
      case "TASK-part":
        return { text: "PART-one" };
      case "TASK-deep":
        return digging(request);
      case "TASK-plan":
        return planning(request);
      case "TASK-quick":
        return { text: "PART-quick" };
      case "TASK-slow":
        return slow;
      default:
        throw new Error(`no script for ${request.lastUserText}`);
    }
  }

  /** The nodes that ended, by the events of one conversation. */
  function completed(conversation: string): string[] {
    const sql = `SELECT data ->> 'node' AS node FROM events WHERE type = 'node.completed' AND conversation_id = '${conversation}'`;
    const rows = readRows<{ node: string }>(join(team.stage.place.home, "tinyagi.db"), sql);
    return rows.map(({ node }) => node).sort();
  }
  const asked = (task: string) => team.model.turns().filter((request) => toTask(request) === task).length;

  beforeAll(async () => {
    team = await openRealTeam(
      { lead: script, coder: script, writer: script, reviewer: script },
      { execution: { retryBaseMs: 20, retryMaxMs: 100 } },
    );
    await team.stage.start();
  }, TIMEOUT_MS);
  afterAll(() => team[Symbol.asyncDispose]());

  test.concurrent.each([
    ["claude", "lead"],
    ["codex", "writer"],
  ])(
    "%s asks a sub-agent twice in one session, which remembers",
    async (_cli, agent) => {
      const { client } = team.stage.current();
      const { conversation } = await client.sendAndWait({ message: `@${agent} TASK-ask`, agent });
      expect(conversation.replies[0]?.message).toContain("ANSWER(RECALLED-seven)");
      const runs = await client.call("listRuns", { query: { conversation: conversation.id } });
      expect(runs.filter(({ depth }) => depth === 1)).toHaveLength(2);
    },
    TIMEOUT_MS,
  );

  test.each([
    ["claude", "lead"],
    ["codex", "writer"],
  ])(
    "%s reads why it is refused: a forged token, too many, its own task again, an unknown tool, a tool that the parent lacks; and finishes",
    { ...needs("curl", "bubblewrap", "socat"), timeout: TIMEOUT_MS },
    async (_cli, agent) => {
      refusals.length = 0;
      const { client } = team.stage.current();
      const { conversation } = await client.sendAndWait({ message: "TASK-refuse", agent });
      expect(refusals).toEqual([
        expect.stringMatching(/UNAUTHORIZED.*<401>/s),
        expect.stringMatching(/SPAWN_REFUSED: fan_out: .*16/s),
        expect.stringContaining("SPAWN_REFUSED: duplicate_delegation"),
        expect.stringMatching(/SPAWN_REFUSED: .*launch_rockets/s),
        expect.stringMatching(/NARROW\(.*SPAWN_REFUSED: tools: .*remember/s),
      ]);
      expect(conversation.replies[0]?.message).toContain("DONE ANYWAY");
      expect(completed(conversation.id)).toEqual(["root/n0"]);
      const runs = await client.call("listRuns", { query: { conversation: conversation.id } });
      expect(runs.map(({ status }) => status)).toEqual(["completed", "completed"]);
    },
  );

  test(
    "for the 257th agent of its tree is refused, the 256th is not, and its agent answers",
    async () => {
      const { client } = team.stage.current();
      const limit = (maxFanOut: number) => client.call("putSettings", { body: { spawn: { maxFanOut } } });
      await limit(256);
      try {
        const { conversation } = await client.sendAndWait({ message: "TASK-total", agent: "lead" });
        expect(filled).toEqual([
          expect.stringMatching(/SPAWN_REFUSED: total: .*limit of 256/s),
          expect.stringContaining("PART-one"),
          expect.stringMatching(/SPAWN_REFUSED: total: .*limit of 256/s),
        ]);
        expect(conversation.replies[0]?.message).toContain("DONE WITHIN LIMITS");
        expect(completed(conversation.id)).toEqual(["root/n0"]);
      } finally {
        await limit(16);
      }
    },
    TIMEOUT_MS,
  );

  test(
    "of the sixth level is refused, and the five above it finish",
    async () => {
      const { client } = team.stage.current();
      const { conversation } = await client.sendAndWait({ message: "TASK-deep0", agent: "lead" });
      expect(conversation.replies[0]?.message).toContain("L0(L1(L2(L3(L4(L5(SPAWN_REFUSED: depth))))))");
    },
    TIMEOUT_MS,
  );

  test(
    "that the death of the daemon cuts off continues: what had ended is not run again, and the answer has all results",
    async () => {
      const first = team.stage.current();
      const { conversationId } = await first.client.call("sendMessage", {
        body: { message: "@lead TASK-plan" },
      });
      await waitFor(() => asked("TASK-slow") === 1 && completed(conversationId).length === 1, {
        timeoutMs: TIMEOUT_MS,
        what: "one sub-agent that has ended, and one that works",
      });
      first.signal("SIGKILL");
      await first.exited;
      // The model never answers what the dead run asked.
      slow = Promise.resolve({ text: "PART-slow" });
      const { client } = await team.stage.start();
      const params = { id: conversationId };
      const conversation = await waitFor(
        async () => {
          const found = await client.call("getConversation", { params });
          return found.status === "closed" ? found : undefined;
        },
        { timeoutMs: TIMEOUT_MS, what: "the answer" },
      );
      expect(conversation.replies.map(({ message }) => message)).toEqual([
        expect.stringContaining("JOINED(PART-quick PART-slow)"),
      ]);
      expect({ quick: asked("TASK-quick"), slow: asked("TASK-slow"), plan: asked("TASK-plan") }).toEqual({
        quick: 1,
        slow: 2,
        plan: 2,
      });
      expect(completed(conversationId)).toEqual(["root/quick", "root/slow"]);
      answerSlow({ text: "too late" });
    },
    2 * TIMEOUT_MS,
  );
});
