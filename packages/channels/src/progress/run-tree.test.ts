import type { JournalEvent } from "@tinyagi/contracts";
import { zh } from "@tinyagi/views";
import { expect, test } from "vitest";
import { EMPTY_TREE, grow, type RunTree, showTree } from "./run-tree.js";

const event = (type: string, runId: string, data: object) => ({ type, time: 0, runId, data }) as JournalEvent;
const grown = (...events: JournalEvent[]): RunTree => events.reduce(grow, EMPTY_TREE);

test("shows those that work first, in at most three lines", () => {
  const agents = ["lead", "coder", "reviewer", "writer"];
  const tree = grown(
    ...agents.map((agent, n) => event("run.started", `r${n}`, { agent })),
    event("run.completed", "r0", {}),
    event("run.failed", "r1", {}),
    event("run.tool_started", "r2", { name: "Bash" }),
  );
  expect(showTree(tree, 125)).toBe("2 of 4 agents done · 2 more · 2 min\n⏳ @reviewer · Bash\n⏳ @writer");
});

test("a retry replaces the earlier run of its agent", () => {
  const tree = grown(
    event("run.started", "r1", { agent: "coder" }),
    event("run.failed", "r1", {}),
    event("run.started", "r2", { agent: "coder" }),
  );
  expect(showTree(tree, 5)).toBe("Working · 5 s\n⏳ @coder");
});

test("the name of a tool is never a link or a mark", () => {
  const tree = grown(
    event("run.started", "r1", { agent: "coder" }),
    event("run.tool_started", "r1", { name: "[x](https://evil.example)\n\u202e*mcp__tiny__send*" }),
  );
  expect(showTree(tree, 5)).toBe("Working · 5 s\n⏳ @coder · xhttps:evilexamplemcp__tiny__send");
});

test("is empty before anything started", () => {
  expect(showTree(grown(event("run.completed", "r9", {})), 5)).toBe("");
});

test("speaks the language of the chat", () => {
  const one = event("run.started", "r1", { agent: "coder" });
  expect(showTree(grown(one), 5, zh)).toBe("工作中 · 5 秒\n⏳ @coder");
});
