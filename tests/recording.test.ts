/** The recording of the demo in the README: it shows the demo of today, and any text is drawn as text. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { SCENES } from "../packages/cli/src/tour/scenes.js";
import { toCast, toLines, toSvg } from "../scripts/support/recording.mjs";

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../docs/guide/images/${name}`, import.meta.url)), "utf8");
const ESCAPE = String.fromCharCode(27);

it("the recording shows each scene of the demo; else: node scripts/demo-recording.mjs", () => {
  const [cast, svg] = [read("demo.cast"), read("demo.svg")];
  for (const [index, { title }] of SCENES.entries()) {
    expect(cast).toContain(`${index + 1}/${SCENES.length} ${title}`);
    expect(svg).toContain(`${index + 1}/${SCENES.length} ${title}`);
  }
  expect(JSON.parse(cast.split("\n", 1)[0] ?? "")).toMatchObject({ version: 2, width: 100 });
});

it("lines come at their second, pauses are shortened, long lines are wrapped, colours have an end", () => {
  const chunks = [
    { at: 1, text: `${ESCAPE}[1mab${ESCAPE}[22mc` },
    { at: 60, text: "\r\nd\r\nnot ended" },
  ];
  expect(toLines(chunks, 2)).toEqual([
    { at: 4, spans: [{ text: "ab", classes: "b" }] },
    { at: 4, spans: [{ text: "c", classes: "" }] },
    { at: 4, spans: [{ text: "d", classes: "" }] },
  ]);
});

it("a text of an agent is no markup", () => {
  const chunks = [{ at: 0, text: `<script>&"${ESCAPE}[36m</text>${ESCAPE}[0m\n` }];
  const recording = { chunks, columns: 80, rows: 2, title: "<b>" };
  const svg = toSvg(recording);
  expect(svg).toContain('&lt;script&gt;&amp;&quot;<tspan class="c">&lt;/text&gt;</tspan>');
  expect(svg).not.toMatch(/<script|<b>/);
  expect(toCast(recording).split("\n")).toHaveLength(3);
});
