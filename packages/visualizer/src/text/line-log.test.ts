import type { EventData, JournalEvent } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, it } from "vitest";
import { toLine } from "./line-log.js";

function buildEvent<T extends JournalEvent["type"]>(type: T, data: EventData<T>): JournalEvent {
  return partial<JournalEvent>({ type, data, time: 0, conversationId: "conv_1" });
}

describe("the line log", () => {
  const accepted = {
    messageId: "m",
    agent: "coder",
    kind: "user",
    fromAgent: null,
    channel: "cli",
    sender: "cli",
    preview: "",
  } as const;

  it("shows each step once on one clean line, and omits noise", () => {
    expect(
      toLine(
        buildEvent("run.failed", {
          agent: "coder",
          class: "transient",
          error: "boom\nagain",
          willRetry: true,
        }),
      ),
    ).toBe("@coder failed, retrying: boom again");
    expect(toLine(buildEvent("message.accepted", accepted))).toBeUndefined();
    const event = buildEvent("handoff.created", { fromAgent: "a", toAgent: "b\u001b[1m", team: "t", hop: 1 });
    expect(toLine(event)).toBe("@a hands over to @b");
  });

  it("shows that a graph is a fork, and the results that it takes over", () => {
    const from = { from: "graph_1", fromConversation: "conv_1", generation: 1 };
    const forked = (edited: string[], shared: number) =>
      toLine(buildEvent("graph.forked", { graphId: "graph_2", agent: "lead", ...from, edited, shared }));
    expect(forked(["root/a\u001b[1m"], 2)).toBe(
      "@lead continues a fork of conv_1: a edited, 2 results taken over",
    );
    expect(forked([], 1)).toBe("@lead continues a fork of conv_1: 1 result taken over");
    const of = { graphId: "graph_2", node: "root/a/leaf", agent: "lead" };
    expect(toLine(buildEvent("node.reused", { ...of, state: "failed", runId: null }))).toBe(
      "sub-agent a/leaf taken over: failed",
    );
  });

  it("shows plans for sub-agents and what becomes of each one", () => {
    const spec = (id: string) => ({ id, agent: "lead", prompt: "p", dependsOn: [] });
    const planned = (parent: string, ids: string[]) =>
      toLine(
        buildEvent("spawn.compiled", { graphId: "graph_1", parent, generation: 1, nodes: ids.map(spec) }),
      );
    expect(planned("root", ["root/a", "root/b\u001b[1m"])).toBe("2 sub-agents planned: a, b");
    expect(planned("root/a", ["root/a/leaf"])).toBe("1 sub-agent of a planned: leaf");
    const of = { graphId: "graph_1", node: "root/a/leaf", agent: "lead" };
    expect(toLine(buildEvent("node.started", of))).toBe("sub-agent a/leaf queued for @lead");
    expect(toLine(buildEvent("node.completed", of))).toBe("sub-agent a/leaf done");
    expect(toLine(buildEvent("node.failed", { ...of, error: "boom\nagain" }))).toBe(
      "sub-agent a/leaf failed: boom again",
    );
    expect(toLine(buildEvent("node.skipped", { ...of, reason: "guard" }))).toBe(
      "sub-agent a/leaf skipped: guard",
    );
    expect(toLine(buildEvent("node.cancelled", { ...of, reason: "stopped" }))).toBe(
      "sub-agent a/leaf cancelled: stopped",
    );
  });
});
