/**
 * The daemon is killed while sub-agents of the real claude work, all in the middle of a model call: no process is left, the
 * next daemon goes on with the graph, and runs nothing again that had ended. `CHAOS_NODES=30` for thirty: its 31 processes
 * of claude need about 3.5 GB, and 62 of them start.
 *
 * @requirement SPAWN-3
 */
import { join } from "node:path";
import { leakCheck, type MockReply, type MockRequest, needs, readRows, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "../e2e/support/daemon.js";
import { openRealTeam, type RealTeam } from "../e2e/support/real-team.js";
import { NODES } from "./support/knobs.js";

const TIMEOUT_MS = 600_000;
const WAIT = { timeoutMs: 300_000 };
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const QUICK = names("quick", 2);
const SLOW = names("slow", NODES);
const ALL = [...QUICK, ...SLOW];
const agent = (id: string, more: object = {}) => ({ id, prompt: `TASK-${id}`, ...more });
const PLAN = {
  version: 1,
  goal: "Many parts",
  agents: [...ALL.map((id) => agent(id)), agent("join", { dependsOn: ALL })],
  output: "join",
};
const LIMITS = {
  spawn: { maxFanOut: ALL.length + 1, maxLive: ALL.length },
  execution: { maxLiveAgents: ALL.length + 1, retryBaseMs: 20, retryMaxMs: 100 },
};

/** The prompt of the join and the retry of the parent quote other tasks; the first one is their own, or the parent's. */
const toTask = ({ lastUserText }: MockRequest) =>
  (/TASK-root/.exec(lastUserText) ?? /TASK-\w+/.exec(lastUserText))?.[0].slice("TASK-".length) ?? "";
const partsIn = (text: string) => [...new Set(text.match(/PART-\w+/g))].sort().join(" ");
const PARTS = ALL.map((id) => `PART-${id}`)
  .sort()
  .join(" ");

describe("kill -9 while sub-agents of claude work", needs("agent CLIs"), () => {
  test(
    "leaves no process, and the graph continues without running anything again that had ended",
    async () => {
      let killed = false;
      const never = new Promise<MockReply>(() => {});
      await using team = await openRealTeam(
        {
          lead(request) {
            const { lastUserText, toolResults } = request;
            const id = toTask(request);
            if (id === "join") return { text: `JOIN(${partsIn(lastUserText)})` };
            if (id !== "root") return SLOW.includes(id) && !killed ? never : { text: `PART-${id}` };
            const said = lastUserText + toolResults.map(({ text }) => text).join();
            const joined = /JOIN\(.*?\)/.exec(said)?.[0];
            if (joined !== undefined) return { text: `ROOT(${joined})` };
            return { toolCalls: [{ name: "mcp__tinyagi__spawn_agents", input: { plan: PLAN } }] };
          },
        },
        LIMITS,
      );
      const first = await team.stage.start();
      const { conversationId } = await first.client.call("sendMessage", {
        body: { message: "@lead TASK-root" },
      });
      await waitFor(() => waitingFor(team) === NODES && ended(team).length === QUICK.length, {
        ...WAIT,
        what: `${NODES} sub-agents that work, and ${QUICK.length} that have ended`,
      });
      expect(ended(team)).toEqual(QUICK.map((id) => `root/${id}`));
      const { agentHost } = await first.client.call("status");
      const before = leakCheck(team.stage.place.root);
      expect(before.length).toBeGreaterThan(NODES);
      const old = [first.pid, agentHost?.pid ?? 0, ...before.map(({ pid }) => pid)];

      first.signal("SIGKILL");
      await first.exited;
      killed = true;
      const second = await team.stage.start();
      await waitFor(() => !old.some(isAlive), { ...WAIT, what: "the processes of the old daemon to end" });
      const conversation = await waitFor(
        async () => {
          const found = await second.client.call("getConversation", { params: { id: conversationId } });
          return found.status === "closed" ? found : undefined;
        },
        { ...WAIT, what: "the answer" },
      );
      expect(conversation.replies.map(({ message }) => message)).toEqual([
        expect.stringContaining(`ROOT(JOIN(${PARTS}))`),
      ]);
      expect(runsByNode(team)).toEqual({
        ...Object.fromEntries(QUICK.map((id) => [`root/${id}`, 1])),
        ...Object.fromEntries(SLOW.map((id) => [`root/${id}`, 2])),
        "root/join": 1,
        root: 2,
      });
      expect(ended(team)).toEqual([...ALL, "join"].map((id) => `root/${id}`).sort());
    },
    TIMEOUT_MS,
  );
});

/** Sub-agents whose model call is open. */
function waitingFor(team: RealTeam): number {
  const open = team.model.turns().filter(({ status }) => status === undefined);
  return new Set(open.map(toTask).filter((id) => SLOW.includes(id))).size;
}

function rows<T extends object>(team: RealTeam, sql: string): T[] {
  return readRows<T>(join(team.stage.place.home, "tinyagi.db"), sql);
}

/** Nodes with a result, each as often as it got one. */
function ended(team: RealTeam): string[] {
  const found = rows<{ node: string }>(
    team,
    "SELECT data ->> 'node' AS node FROM events WHERE type = 'node.completed'",
  );
  return found.map(({ node }) => node).sort();
}

function runsByNode(team: RealTeam): Record<string, number> {
  const found = rows<{ node: string; n: number }>(
    team,
    "SELECT node_id AS node, count(*) AS n FROM runs JOIN graph_nodes USING (message_row_id) GROUP BY node_id",
  );
  return Object.fromEntries(found.map(({ node, n }) => [node, n]));
}
