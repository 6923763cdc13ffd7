import { describe, expect, it } from "vitest";
import { parseAgentOutput } from "./agent-output.js";
import { TAGS_MAX } from "./tag-scanner.js";

const handoffs = (text: string): string[] =>
  parseAgentOutput(text).handoffs.map((handoff) => `${handoff.targets.join(",")}: ${handoff.text}`);

describe("handoffs in an output", () => {
  it.each([
    ["[@reviewer: look]", ["reviewer: look"]],
    ["[@a,b , @C: look]", ["a,b,c: look"]],
    ["[@a,a: x]", ["a: x"]],
    ["[@a: one] text [@a: two]", ["a: one", "a: two"]],
    ["[@a: arr[0]]", ["a: arr[0]"]],
    ["[@a] and [@b: x]", ["b: x"]],
    ["[@a:] [@b:  ] [@c: x]", ["c: x"]],
    ["[@a: \u200b] [@b:\u2800] [@c: x]", ["c: x"]],
    ["[@a: one [@b: two]", ["b: two"]],
    ["[@a: one [@b: two", []],
    ["[@Ann Smith: x]", ["ann smith: x"]],
    ["[@a: outer [@b: inner] end]", ["a: outer [@b: inner] end"]],
    ["[@toString: x] [@__proto__: x] [@user: x] [@types/node: x] [@: x] [@,: x]", []],
    ["[@a\n: x]", []],
    ["[@a: ] ] [@b: x]", ["b: x"]],
  ])("%j", (text, expected) => {
    expect(handoffs(text)).toEqual(expected);
  });

  it.each([
    ["a fence", "```\n[@a: x]\n```"],
    ["a tilde fence", "~~~md\n[@a: x]\n~~~"],
    ["a fence in a list", "- ```\n  [@a: x]\n  ```"],
    ["an unclosed fence", "```\n[@a: x]"],
    ["a longer fence around a shorter one", "````\n```\n````x\n[@a: x]\n````"],
    ["inline code", "write `[@a: x]` to hand over"],
    ["inline code of two backticks", "write ``a ` [@a: x]`` to hand over"],
    ["inline code across a line break", "write `code\n[@a: x]` so"],
    ["a quoted line", "they said:\n> [@a: x]\n"],
    ["a nested quotation", "  > > [@a: x]"],
    ["CRLF code", "```\r\n[@a: x]\r\n```\r\n"],
    ["a comment", "seen <!-- [@a: x] --> seen"],
    ["the address of a link", "[click](http://x/[@a:y])"],
  ])("are not read in %s", (_name, text) => {
    expect(parseAgentOutput(text)).toMatchObject({
      handoffs: [],
      readable: text.trim(),
      shared: text.trim(),
    });
  });

  it("are read again after code and quotations", () => {
    expect(handoffs("```\nx\n```\n[@a: x]\n> q\n[@b: y] `c` [@c: z]")).toEqual(["a: x", "b: y", "c: z"]);
    expect(handoffs("a lone ` here [@a: x]\n\nand ` there [@b: y]")).toEqual(["a: x", "b: y"]);
  });

  it("may contain code with any brackets", () => {
    expect(handoffs("[@a: fix `x[` now]")).toEqual(["a: fix `x[` now"]);
    expect(handoffs("[@a: fix\n```js\nx[0\n]]]\n```\nnow]")).toEqual(["a: fix\n```js\nx[0\n]]]\n```\nnow"]);
  });

  it("may open a code fence directly after the head and close the tag directly after the fence", () => {
    expect(handoffs("[@a: ```js\nx[\n```] [@b: y]")).toEqual(["a: ```js\nx[\n```", "b: y"]);
  });

  it("may end with a quoted line", () => {
    expect(handoffs("[@a: she said\n> do it]")).toEqual(["a: she said\n> do it"]);
  });
});

describe("rooms, files and spawn blocks", () => {
  it("reads room posts", () => {
    expect(parseAgentOutput("[#Dev: done] [#123: issue] [#a,b: x] [#constructor: x] [#dev:]").rooms).toEqual([
      { teamId: "dev", text: "done" },
    ]);
  });

  it("reads files with brackets in their names, on one line", () => {
    const { files, readable } = parseAgentOutput("See [send_file: /w/r [1].pdf] and [send_file:\n/x\ny]");
    expect(files).toEqual(["/w/r [1].pdf"]);
    expect(readable).toBe("See and [send_file:\n/x\ny]");
  });

  it("ignores a path longer than the system allows", () => {
    expect(parseAgentOutput(`[send_file: ${"x".repeat(4_097)}]`).files).toEqual([]);
    expect(parseAgentOutput(`[send_file: ${"x".repeat(4_096)}]`).files).toHaveLength(1);
  });

  it("removes complete spawn blocks from the text", () => {
    const text = 'Plan:\n\n```spawn\n{"a": "[@b: x]"}\n```\n\nGo.';
    expect(parseAgentOutput(text)).toMatchObject({
      spawnBlocks: ['{"a": "[@b: x]"}\n'],
      handoffs: [],
      readable: "Plan:\n\nGo.",
      shared: "Plan:\n\nGo.",
    });
  });

  it.each([
    "```spawn\n{}",
    "> ```spawn\n> {}\n> ```",
    "```spawning\n{}\n```",
    "[@a: ```spawn\n{}\n```]",
    "````\n```spawn\n{}\n```\n````",
  ])("finds no spawn block in %j", (text) => {
    expect(parseAgentOutput(text).spawnBlocks).toEqual([]);
  });
});

describe("what the person sees", () => {
  it.each([
    ["Done. [@reviewer: look at it]", "Done. → @reviewer: look at it"],
    ["[@a,b: x]", "→ @a, @b: x"],
    ["[@a: x] [@b: y]", "→ @a: x\n→ @b: y"],
    ["[#dev: hello\nall]", "→ #dev: hello\nall"],
    ["Report:\n\n[send_file: /w/a.pdf]\n\nBye", "Report:\n\nBye"],
    ["[send_file: /w/a.pdf]", ""],
    ["[@a: see [@b: y] and [send_file: /f]]", "→ @a: see → @b: y and (file: /f)"],
    ["no tags\n\n\n\nat all", "no tags\n\n\n\nat all"],
    ["[@a: x", "[@a: x"],
  ])("%j", (text, expected) => {
    expect(parseAgentOutput(text).readable).toBe(expected);
  });
});

describe("the shared context", () => {
  it("is the text outside all tags", () => {
    expect(parseAgentOutput("A.\n\n[@b: x]\n\n[#dev: y]\n[send_file: /f]\nB. [@c: z] C.").shared).toBe(
      "A.\n\nB. C.",
    );
  });

  it("is empty when the output contains only tags", () => {
    expect(parseAgentOutput(" [@b: x]\n[#dev: y] ").shared).toBe("");
  });
});

describe("an output with more tags than the limit", () => {
  const tags = (count: number, tag: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => tag(n)).join(" ");

  it("is read up to the limit, and the result says so", () => {
    const whole = parseAgentOutput(tags(TAGS_MAX, () => "[@b: x]"));
    expect([whole.handoffs.length, whole.overTagLimit]).toEqual([TAGS_MAX, false]);
    const cut = parseAgentOutput(tags(240_000, () => "[@b: x]"));
    expect([cut.handoffs.length, cut.overTagLimit]).toEqual([TAGS_MAX, true]);
    expect(cut.readable).toContain("→ @b: x");
    expect(cut.readable.endsWith("[@b: x]")).toBe(true);
  });

  it.each([
    ["room posts", (n: number) => `[#t${n}: x]`],
    ["files", (n: number) => `[send_file: f${n}]`],
    ["nested tags", () => "[@a: [@b: x] y]"],
    [
      "tags for many agents each",
      (n: number) => `[@${Array.from({ length: 50 }, (_, i) => `a${n}x${i}`).join(",")}: x]`,
    ],
  ])("counts %s as well", (_what, tag) => {
    const { handoffs, rooms, files, overTagLimit } = parseAgentOutput(tags(2 * TAGS_MAX, tag));
    const named = handoffs.reduce((sum, { targets }) => sum + targets.length, 0);
    expect(named + rooms.length + files.length).toBeLessThanOrEqual(TAGS_MAX);
    expect(overTagLimit).toBe(true);
  });

  it("does not count text that only looks like a tag", () => {
    expect(parseAgentOutput(tags(2 * TAGS_MAX, () => "[@types/node: x] [@b: x")).overTagLimit).toBe(false);
  });
});
