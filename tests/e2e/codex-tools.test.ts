/**
 * New models of codex are not shown the tools of MCP servers. The instructions say how to find them, and a model that
 * does so reaches the tools of TinyAGI through the real codex.
 *
 * @requirement MCP-2
 */
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolStep, type ToolUsers } from "./support/tool-user.js";

const TIMEOUT_MS = 180_000;
/** A model of each family in codex's catalogue, and what it does after it has read the instructions. */
const FAMILIES: Readonly<Record<string, { told: string; steps: readonly ToolStep[] }>> = {
  "gpt-5.5": {
    told: "`tool_search`, search for `tinyagi`",
    steps: [
      { name: "tool_search", input: { query: "tinyagi", limit: 30 } },
      { name: "list_team", namespace: "mcp__tinyagi", input: {} },
    ],
  },
  "gpt-6-sol": {
    told: "names that start with `mcp__tinyagi__`",
    steps: [
      script(`text(ALL_TOOLS.map(({ name }) => name).filter((name) => name.startsWith("mcp__tinyagi__")))`),
      script(`text(await tools.mcp__tinyagi__list_team({}))`),
    ],
  },
};

function script(input: string): ToolStep {
  return { name: "exec", namespace: "functions", input };
}

for (const [model, { told, steps }] of Object.entries(FAMILIES))
  describe(`${model}, which is not shown the tools of TinyAGI`, needs("agent CLIs"), () => {
    let users: ToolUsers;
    let results: string[];

    beforeAll(async () => {
      users = await openToolUsers({ agent: { model } });
      results = await users.use("codex", steps);
    }, TIMEOUT_MS);
    afterAll(() => users[Symbol.asyncDispose]());

    test("is told where to look for them", () => {
      const [first] = users.model.turns();
      expect(first?.tools).not.toContain("list_team");
      expect(first?.system).toContain(told);
    });

    test("finds them there, and calls one", () => {
      const [found = "", called = ""] = results;
      for (const name of ["list_team", "send_message", "create_task"]) expect(found).toContain(name);
      expect(called).toContain("codex");
      expect(called).toContain("you");
    });
  });
