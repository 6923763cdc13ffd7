import type { ShownRun } from "@tinyagi/client";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { BUSY, NOW, runOf, stateOf } from "../fixture.js";
import type { State } from "../state/state.js";
import { UNICODE_MARKS } from "../text/marks.js";
import { createRenderer } from "../text/render-line.js";
import { widthOf } from "../text/width.js";
import { frame } from "./frame.js";
import { liveLines } from "./live-lines.js";
import { wordsOfAgent } from "./words-of-agent.js";

const ANSWER = "### Result\n\nThe **build** is `green`:\n\n- one\n- two\n\n```sh\nnpm test\n```";
const drawing = { columns: 40, marks: UNICODE_MARKS };
const words = (text: string): string[] => wordsOfAgent(text, drawing).map(String);

/** A run with this output, its panel open. */
function panelWith(output: string): string {
  const run = runOf("coder", { status: "completed", finishedAt: NOW, output, task: "**Do** it" });
  const answers = { ...BUSY, runs: [run], "conversation/conv_1": [run], "log/run_coder": [] };
  const place = { view: "run", conversation: "conv_1", runId: "run_coder" } as const;
  const state: State = {
    ...stateOf(place, answers, { columns: 200, rows: 600 }),
    panel: { kind: "run", runId: "run_coder", conversation: "conv_1" },
  };
  return frame(state, { marks: UNICODE_MARKS }).map(String).join("\n");
}

test("an answer is drawn without the marks of its format; those of code stay", () => {
  expect(words(ANSWER)).toEqual([
    "Result",
    "",
    "The build is `green`:",
    "",
    "• one",
    "• two",
    "",
    "  sh",
    "  npm test",
  ]);
});

test("the panel of a run draws its prompt and its output", () => {
  const screen = panelWith(ANSWER);
  expect(screen).toContain("The build is `green`:");
  expect(screen).not.toMatch(/###|\*\*/);
});

test("what a run writes now is drawn, too", () => {
  const live = partial<ShownRun>({ text: "## Plan\n**first** the tests", tools: [] });
  const lines = liveLines(live, { ...drawing, rows: 5 });
  expect(lines.map(String)).toEqual(["Plan", "", "first the tests"]);
});

test("no line is wider than the panel, also one of code", () => {
  const text = `\`\`\`\n${"x".repeat(200)} ${"日本".repeat(60)}\n\`\`\`\n| a | b |\n|---|---|\n| ${"y".repeat(90)} | z |`;
  for (const line of words(text)) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test("nothing in an answer controls the terminal", () => {
  const render = createRenderer(true);
  const hostile = "# \u001b[2J**a\u0007** &#27;[2J \u202e\n[x](\u001b]8;;http://evil)";
  const sent = wordsOfAgent(hostile, drawing).map(render).join("\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: only colours may be sent
  expect(sent.replace(/\u001b\[\d+m/g, "")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("what was drawn is drawn again without parsing it, for as many texts as a screen has", () => {
  const first = wordsOfAgent(ANSWER, drawing);
  expect(wordsOfAgent(ANSWER, drawing)).toBe(first);
  expect(wordsOfAgent(ANSWER, { ...drawing, columns: 20 })).not.toBe(first);
  for (let at = 0; at < 1_000; at += 1) wordsOfAgent(`text ${at}`, drawing);
  expect(wordsOfAgent(ANSWER, drawing)).not.toBe(first);
});

test("what is left out is counted only where it is known", () => {
  expect(panelWith("word\n\n".repeat(2_000))).toContain("and more lines");
  expect(panelWith("word\n\n".repeat(150))).toContain("and 99 more lines");
});

test("no line of an answer looks like a head of the panel", () => {
  const screen = panelWith("[](OUTPUT)\n\nTOOLS  3");
  expect(screen).toMatch(/│ OUTPUT *$/m);
  expect(screen).toContain("│   (OUTPUT)");
  expect(screen).toContain("│   TOOLS  3");
});

test("what a run writes now stays code where its beginning is left out", () => {
  const code = `\`\`\`sh\n${"echo *a* # b\n".repeat(1_000)}`;
  const live = partial<ShownRun>({ text: `${code}# end\n\`\`\`\n*After*`, tools: [] });
  const lines = liveLines(live, { ...drawing, rows: 4 }).map(String);
  expect(lines).toEqual(["  echo *a* # b", "  # end", "", "After"]);
});

test("a long answer is drawn up to what a panel shows", () => {
  const lines = words("word ".repeat(20_000));
  expect(lines.at(-1)).toBe("…");
  expect(lines.length).toBeLessThan(220);
});
