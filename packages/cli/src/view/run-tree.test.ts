import type { JournalEvent } from "@tinyagi/contracts";
import { lineOf, widthOf } from "@tinyagi/visualizer/text";
import { describe, expect, it } from "vitest";
import { conversationOf, eventOf, messageOf, runCompleted, runOf, runStarted } from "../testing/sample.js";
import { drawTree } from "./render-tree.js";
import { EMPTY_TREE, type RunTree, reduceRunTree, treeOf } from "./run-tree.js";

const START = 1_700_000_000_000;

const fold = (...events: JournalEvent[]): RunTree => events.reduce(reduceRunTree, EMPTY_TREE);
const draw = (tree: RunTree, columns = 80, plain = false): string[] =>
  drawTree(tree, { now: START + 2_000, columns, plain }).map(String);

const failed = (runId: string, willRetry: boolean): JournalEvent =>
  eventOf(
    "run.failed",
    { agent: "coder", class: "transient", error: "boom\nagain", willRetry },
    { runId, time: START + 500 },
  );
const accepted = (agent: string, messageRowId: number): JournalEvent =>
  eventOf(
    "message.accepted",
    { messageId: "m", agent, kind: "user", fromAgent: null, channel: "cli", sender: "cli", preview: "" },
    { messageRowId },
  );

describe("the run tree", () => {
  it("shows runs under the run that asked for them", () => {
    const tree = fold(
      runStarted("lead", "run_1"),
      runCompleted("lead", "run_1"),
      runStarted("coder", "run_2", "run_1"),
      runStarted("reviewer", "run_3", "run_1"),
      runStarted("tester", "run_4", "run_2"),
    );
    expect(draw(tree)).toEqual([
      "✓ @lead  1.0 s  15 tokens",
      "├─ ● @coder  running  2.0 s",
      "│  └─ ● @tester  running  2.0 s",
      "└─ ● @reviewer  running  2.0 s",
    ]);
    expect(draw(tree, 80, true)).toEqual([
      "@lead  done  1.0 s  15 tokens",
      "  @coder  running  2.0 s",
      "    @tester  running  2.0 s",
      "  @reviewer  running  2.0 s",
    ]);
  });

  it("shows what an agent says and which tool it uses while it runs", () => {
    const said = (text: string, delta: boolean): JournalEvent =>
      eventOf(
        "run.progressed",
        { agent: "a", agentName: "A", text, delta, messageId: "m" },
        { runId: "run_1" },
      );
    const start = fold(runStarted("a", "run_1"), said("Let me ", true), said("look\u001b[2J", true));
    expect(draw(start)).toEqual(["● @a  running  2.0 s  Let me look"]);
    const tool = reduceRunTree(
      start,
      eventOf("run.tool_started", { agent: "a", name: "Bash" }, { runId: "run_1" }),
    );
    expect(draw(tool)).toEqual(["● @a  running  2.0 s  uses Bash"]);
  });

  it("shows a message that waits, is retried, or failed permanently", () => {
    const waiting = fold(accepted("coder", 1));
    expect(draw(waiting)).toEqual(["○ @coder  waiting"]);
    const started = reduceRunTree(waiting, {
      ...runStarted("coder", "run_1"),
      messageRowId: 1,
    } as JournalEvent);
    expect(draw(started)).toHaveLength(1);
    const retrying = [
      failed("run_1", true),
      eventOf(
        "message.retrying",
        { agent: "coder", attempt: 1, delayMs: 1_400, class: "transient", error: "boom" },
        { messageRowId: 1 },
      ),
    ].reduce(reduceRunTree, started);
    expect(draw(retrying)).toEqual([
      "↻ @coder  failed, retrying  0.5 s  boom again",
      "↻ @coder  retrying: attempt 2 in 2 s: boom",
    ]);
    const died = eventOf(
      "message.died",
      { agent: "coder", attempts: 5, class: "transient", error: "no luck" },
      { messageRowId: 1 },
    );
    expect(draw(reduceRunTree(retrying, died)).at(-1)).toBe("✗ @coder  dead: no luck");
  });

  it("never makes a run that has ended run again, and ignores runs it does not know", () => {
    const tree = fold(
      runStarted("a", "run_1"),
      runCompleted("a", "run_1"),
      failed("run_1", false),
      failed("run_9", true),
    );
    expect(tree.runs.get("run_1")?.status).toBe("completed");
    expect(tree.runs.size).toBe(1);
    expect(fold(runStarted("a", "run_1"), runStarted("b", "run_1")).runs.get("run_1")?.agent).toBe("a");
  });

  it("notes limits and refused handoffs, and does not change the tree it was given", () => {
    const before = fold(runStarted("a", "run_1"));
    const limit = eventOf("limit.reached", { code: "LIMIT_HOPS", fromAgent: "a", toAgent: null, limit: 8 });
    const denied = eventOf("handoff.denied", { fromAgent: "a", toAgent: "b", reason: "not in a team" });
    const after = [limit, denied].reduce(reduceRunTree, before);
    expect(after.notes).toEqual([
      "limit LIMIT_HOPS (8) stopped @a",
      "@a may not hand over to @b: not in a team",
    ]);
    expect(before.notes).toEqual([]);
  });

  it("is the same when built from a conversation as from its events", () => {
    const tree = treeOf(
      conversationOf({
        runs: [
          runOf(),
          runOf({ runId: "run_b", parentRunId: "run_missing", status: "starting", finishedAt: null }),
        ],
        messages: [messageOf(), messageOf({ id: 2, agent: "tester", status: "pending" })],
      }),
    );
    expect(draw(tree)).toEqual([
      "✓ @coder  1.5 s  1.0k tokens · $0.0123",
      "● @coder  running  2.0 s",
      "○ @tester  waiting",
    ]);
  });

  it("keeps a bounded number of runs and says how many are missing", () => {
    const many = Array.from({ length: 600 }, (_, index) => runStarted("a", `run_${index}`));
    const tree = fold(...many);
    expect(tree.runs.size).toBe(500);
    expect(draw(tree).at(-1)).toBe("… and 100 more runs");
  });

  it("keeps every line within the width of the terminal", () => {
    const wide = eventOf(
      "run.progressed",
      { agent: "a", agentName: "A", text: "日本語のテキスト".repeat(20), delta: false, messageId: "m" },
      { runId: "run_2" },
    );
    const tree = fold(runStarted("lead", "run_1"), runStarted("a", "run_2", "run_1"), wide);
    for (const line of draw(tree, 40)) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });
});

describe("the line log", () => {
  it("shows each step once on one clean line, and omits noise", () => {
    expect(lineOf(failed("run_1", true))).toBe("@coder failed, retrying: boom again");
    expect(lineOf(accepted("coder", 1))).toBeUndefined();
    const event = eventOf("handoff.created", { fromAgent: "a", toAgent: "b\u001b[1m", team: "t", hop: 1 });
    expect(lineOf(event)).toBe("@a hands over to @b");
  });

  it("shows that a graph is a fork, and the results that it takes over", () => {
    const from = { from: "graph_1", fromConversation: "conv_1", generation: 1 };
    const forked = (edited: string[], shared: number) =>
      lineOf(eventOf("graph.forked", { graphId: "graph_2", agent: "lead", ...from, edited, shared }));
    expect(forked(["root/a\u001b[1m"], 2)).toBe(
      "@lead continues a fork of conv_1: a edited, 2 results taken over",
    );
    expect(forked([], 1)).toBe("@lead continues a fork of conv_1: 1 result taken over");
    const of = { graphId: "graph_2", node: "root/a/leaf", agent: "lead" };
    expect(lineOf(eventOf("node.reused", { ...of, state: "failed", runId: null }))).toBe(
      "sub-agent a/leaf taken over: failed",
    );
  });

  it("shows plans for sub-agents and what becomes of each one", () => {
    const spec = (id: string) => ({ id, agent: "lead", prompt: "p", dependsOn: [] });
    const planned = (parent: string, ids: string[]) =>
      lineOf(eventOf("spawn.compiled", { graphId: "graph_1", parent, generation: 1, nodes: ids.map(spec) }));
    expect(planned("root", ["root/a", "root/b\u001b[1m"])).toBe("2 sub-agents planned: a, b");
    expect(planned("root/a", ["root/a/leaf"])).toBe("1 sub-agent of a planned: leaf");
    const of = { graphId: "graph_1", node: "root/a/leaf", agent: "lead" };
    expect(lineOf(eventOf("node.started", of))).toBe("sub-agent a/leaf queued for @lead");
    expect(lineOf(eventOf("node.completed", of))).toBe("sub-agent a/leaf done");
    expect(lineOf(eventOf("node.failed", { ...of, error: "boom\nagain" }))).toBe(
      "sub-agent a/leaf failed: boom again",
    );
    expect(lineOf(eventOf("node.skipped", { ...of, reason: "guard" }))).toBe(
      "sub-agent a/leaf skipped: guard",
    );
    expect(lineOf(eventOf("node.cancelled", { ...of, reason: "stopped" }))).toBe(
      "sub-agent a/leaf cancelled: stopped",
    );
  });
});
