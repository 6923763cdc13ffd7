/**
 * Real claude and codex: a sub-agent that failed is retried, one gets another prompt while the daemon is killed, and the
 * graphs are replayed and compared. What had a result is never asked for again. The sub-agents that no test is about run on
 * a model API, which is quick.
 *
 * @requirement RERUN-3
 * @requirement RERUN-4
 */
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openRealTeam, type RealTeam } from "./support/real-team.js";

const TIMEOUT_MS = 180_000;
const agent = (id: string, more: object = {}) => ({ id, prompt: `TASK-${id}: do your part.`, ...more });
const PLAN = {
  version: 1,
  goal: "Three parts",
  agents: [
    agent("left", { agent: "coder" }),
    agent("deep", { harness: "codex" }),
    agent("join", { agent: "coder", dependsOn: ["left", "deep"] }),
  ],
  output: "join",
  onFailure: "collect",
};

/** What the model does with the tasks that a test is about. */
const mood: { deep: "fails" | "works"; other: "stalls" | "works" } = { deep: "fails", other: "stalls" };

function script({ lastUserText, toolResults: [result] }: MockRequest): MockReply {
  const id = lastUserText.includes("TASK-root") ? "root" : /TASK-(\w+)/.exec(lastUserText)?.[1];
  if (id === "root") {
    const results = lastUserText.includes("started sub-agents") ? lastUserText : result?.text;
    if (results !== undefined) return { text: `ROOT(${found(results)})` };
    return { toolCalls: [{ name: "mcp__tinyagi__spawn_agents", input: { plan: PLAN } }] };
  }
  if (id === "join") return { text: `JOIN(${found(lastUserText)})` };
  if (id === "deep" && mood.deep === "fails") return { error: { status: 400, message: "no such part" } };
  if (id === "other" && mood.other === "stalls") return { text: "", stall: true };
  return { text: `DID-${id}` };
}

function found(text: string): string {
  const results = text.match(/\bJOIN\(.*\)|\bDID-\w+\b/g) ?? [];
  return [...new Set(results)].sort().join(" ");
}

describe("a graph of claude with a sub-agent on codex", needs("agent CLIs"), () => {
  let team: RealTeam;
  let daemon: Daemon;
  let first: string;

  /** How often the model was asked to do each task. */
  const asked = (id: string) =>
    team.model.turns().filter(({ lastUserText }) => lastUserText.includes(`\n\nTASK-${id}`)).length;

  async function toAnswer(conversationId: string): Promise<string> {
    let replies: readonly { message: string }[] = [];
    await waitFor(
      async () => {
        const { status, ...rest } = await daemon.client.call("getConversation", {
          params: { id: conversationId },
        });
        replies = rest.replies;
        return status === "closed";
      },
      { what: "the answer", timeoutMs: TIMEOUT_MS },
    );
    expect(replies).toHaveLength(1);
    return replies[0]?.message ?? "";
  }

  async function rootRun(conversation: string): Promise<string> {
    const runs = await daemon.client.call("listRuns", { query: { conversation } });
    return runs.find(({ node }) => node?.nodeId === "root")?.runId ?? "";
  }

  async function command(...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await team.stage.cli(words);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  }

  beforeAll(async () => {
    team = await openRealTeam(
      { lead: script, coder: script },
      { execution: { maxAttempts: 1, retryBaseMs: 20, retryMaxMs: 100 } },
      { coder: "api" },
    );
    daemon = await team.stage.start();
    const { conversation } = await daemon.client.sendAndWait({ message: "@lead TASK-root: do all of it." });
    first = await rootRun(conversation.id);
    expect(conversation.replies[0]?.message).toContain("ROOT(JOIN(DID-left))");
  }, TIMEOUT_MS);
  afterAll(() => team[Symbol.asyncDispose]());

  test(
    "gets the result of a failed sub-agent by a retry; those that had a result do not run again",
    async () => {
      mood.deep = "works";
      const answer = JSON.parse(await command("retry", first, "--from", "root/deep", "--json"));
      expect(await toAnswer(answer.conversationId)).toContain("ROOT(JOIN(DID-deep DID-left))");
      expect(asked("left")).toBe(1);
      const graph = await command("graph", await rootRun(answer.conversationId));
      expect(graph).toMatch(/left +done +shared/);
    },
    TIMEOUT_MS,
  );

  test(
    "answers an edited prompt, also when the daemon is killed while it runs; the same key runs it once",
    async () => {
      const words = ["fork", first, "--node", "root/deep", "--key", "edit-1", "--json", "TASK-other: do it."];
      const { conversationId } = JSON.parse(await command(...words));
      await waitFor(() => asked("other") === 1, {
        what: "the edited sub-agent to run",
        timeoutMs: TIMEOUT_MS / 2,
      });
      daemon.signal("SIGKILL");
      await daemon.exited;
      mood.other = "works";
      daemon = await team.stage.start();
      expect(await toAnswer(conversationId)).toContain("ROOT(JOIN(DID-left DID-other))");
      expect(JSON.parse(await command(...words))).toEqual({ ok: true, conversationId });
      expect(asked("left")).toBe(1);

      const calls = team.model.turns().length;
      const forked = await rootRun(conversationId);
      const replay = JSON.parse(await command("replay", forked, "--json"));
      const states = Object.assign({}, ...replay.steps.map((step: { states: object }) => step.states));
      const done = "completed";
      expect(states).toEqual({ root: done, "root/left": done, "root/deep": done, "root/join": done });
      expect(replay).toMatchObject({ status: "completed", next: null, forkedFrom: { generation: 1 } });
      const compared = await command("compare", first, forked);
      expect(compared).toMatch(/root\/left .*same\n/);
      expect(compared).toMatch(/root\/deep +failed.*differs\n/);
      expect(team.model.turns()).toHaveLength(calls);
    },
    TIMEOUT_MS,
  );
});
