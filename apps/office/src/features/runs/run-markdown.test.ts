import { type PartialDeep, partial } from "@tinyagi/testkit/partial";
import { expect, it } from "vitest";
import type { Row } from "./rows";
import { runMarkdown } from "./run-markdown";

const row = (title: string, part: PartialDeep<Row>): Row =>
  partial<Row>({
    key: title,
    title,
    agent: "coder",
    depth: 1,
    rails: [],
    needs: [],
    attempts: [],
    shown: { state: "done" },
    ...part,
  });

it("a run as Markdown names what was asked, each part with its state, and the result", () => {
  const run = {
    runId: "run_1",
    createdAt: 0,
    output: "All is \u202edone.",
    harness: "claude",
    harnessVersion: "2.1.197",
    model: "son\u202enet",
    permissions: "ask" as const,
  };
  const rows = [
    row("Bake bread", { depth: 0, run }),
    row("dough", {}),
    row("oven", { depth: 2, shown: { state: "held", word: "Skipped" } }),
  ];
  expect(runMarkdown(rows)).toBe(
    [
      "**Bake bread** (run_1, 1970-01-01T00:00:00.000Z)",
      "claude 2.1.197, sonnet, ask",
      "- Done: Bake bread (coder)\n  - Done: dough (coder)\n    - Skipped: oven (coder)",
      "All is done.\n",
    ].join("\n\n"),
  );
  expect(
    runMarkdown([row("Bake", { depth: 0, run: { ...run, output: null, error: { message: "no oven" } } })]),
  ).toContain("no oven");
  const old = { ...run, harnessVersion: null, model: null, permissions: null };
  expect(runMarkdown([row("Bake", { depth: 0, run: old })])).toContain("\n\nclaude\n\n");
});
