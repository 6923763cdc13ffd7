/** A graph as a drawing. */
import { expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { applySpawn, toMermaid } from "../index.js";

test("nodes, dependencies and children are drawn, each kind in its shape", () => {
  const base = toGraph([
    { id: "plan", prompt: "secret plan", canSpawn: true },
    { id: "write", prompt: "secret text", effects: "write", dependsOn: ["plan"] },
    { id: "read", prompt: "secret read", agent: "reviewer", dependsOn: ["plan", "write"] },
  ]);
  const { graph } = applySpawn(base, "plan", [{ id: "part", prompt: "secret part" }]);
  expect(toMermaid(graph)).toBe(
    [
      "flowchart TD",
      '  n0{{"plan"}}',
      '  n1[["write"]]',
      '  n2["read<br/>reviewer"]',
      '  n3["plan/part"]',
      "  n0 --> n1",
      "  n0 --> n2",
      "  n1 --> n2",
      "  n0 -.-> n3",
      "",
    ].join("\n"),
  );
});

test("a prompt never reaches the drawing", () => {
  expect(toMermaid(toGraph([{ id: "a", prompt: "TOP-SECRET" }]))).not.toContain("SECRET");
});

test("an agent's name cannot end a label or start markup", () => {
  const drawn = toMermaid(
    toGraph([{ id: "a", prompt: "a", agent: '"]; click n0 "javascript:alert(1)" <script>\n  n9 --> n0' }]),
  );
  expect(drawn.split("\n")).toHaveLength(3);
  expect(drawn).not.toMatch(/<script|javascript:|click n0 "/);
  expect(drawn).toContain("#34;");
});

test("a name is cut after 120 characters", () => {
  const drawn = toMermaid(toGraph([{ id: "a", prompt: "a", agent: "x".repeat(200) }]));
  expect(drawn).toContain(`<br/>${"x".repeat(120)}"`);
});

test("a huge graph is drawn up to a limit and says how much is missing", () => {
  const agents = Array.from({ length: 2_003 }, (_, i) => ({
    id: `n${i}`,
    prompt: `work ${i}`,
    dependsOn: i === 0 ? [] : [`n${i - 1}`],
  }));
  const lines = toMermaid(toGraph(agents)).trimEnd().split("\n");
  expect(lines.at(-1)).toBe('  more["3 more nodes"]');
  expect(lines.filter((line) => line.includes(" --> "))).toHaveLength(1_999);
});
