import type { PermissionFacts } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { permissionBlocks } from "./permission-blocks.js";
import { askTitle, permissionBrief } from "./permission-title.js";

const change = { path: "src/login.ts", kind: "update" as const, diff: "@@ -1,2 +1,3 @@\n-a\n+b\n+c\n d" };

describe("what an agent asks permission for", () => {
  test.each<[string, Partial<PermissionFacts>, string]>([
    ["a command", { command: "make" }, "Run a command"],
    ["one file", { changes: [change] }, "Change login.ts"],
    ["a file that is written", { changes: [{ ...change, kind: "write" }] }, "Write login.ts"],
    ["several files", { changes: [change, change] }, "Change 2 files"],
    ["another tool", { more: { url: "x" } }, "Use the tool T"],
    ["a command and files at once", { command: "make", changes: [change] }, "Use the tool T"],
  ])("%s has a title that says so", (_what, facts, title) => {
    const permission = { tool: "T", ...facts };
    expect(askTitle({ title: "Use the tool T", permission })).toBe(title);
    // Where only the short form is known, the title is the same.
    expect(askTitle({ title: "Use the tool T", brief: permissionBrief(permission) })).toBe(title);
  });

  test("a title in Chinese, and that of an older version", () => {
    expect(askTitle({ title: "x", permission: { tool: "T", command: "make" } }, zh)).toBe("运行命令");
    expect(askTitle({ title: "Use\u202e it" })).toBe("Use\\u202e it");
  });

  test("lines that go, come and stay are apart, and follow the path", () => {
    expect(permissionBlocks({ tool: "Edit", changes: [change], more: { replace_all: true } })).toEqual([
      { kind: "note", text: "With this tool:" },
      { kind: "wrote", text: "Edit" },
      { kind: "note", text: "Changes this file:" },
      { kind: "wrote", text: "src/login.ts" },
      { kind: "same", text: "@@ -1,2 +1,3 @@" },
      { kind: "removed", text: "-a" },
      { kind: "added", text: "+b\n+c" },
      { kind: "same", text: " d" },
      { kind: "note", text: "With these options:" },
      { kind: "wrote", text: '{\n  "replace_all": true\n}' },
    ]);
  });

  test("no text can hide what it does, in whatever part it is", () => {
    const hostile = "a\u202eb\u001b[2Jc\u200d";
    const blocks = permissionBlocks({
      tool: hostile,
      command: hostile,
      cwd: hostile,
      reason: hostile,
      changes: [{ path: `${hostile}\nx`, kind: "update", movedTo: hostile, diff: `+${hostile}` }],
      more: { [hostile]: hostile },
    });
    const texts = blocks.filter(({ kind }) => kind !== "note").map(({ text }) => text);
    expect(texts).toHaveLength(8);
    for (const text of texts) {
      expect(text).toContain("a\\u202eb");
      for (const unseen of ["\u202e", "\u001b", "\u200d"]) expect(text).not.toContain(unseen);
    }
  });

  test("every line of a diff is shown", () => {
    const line = fc.stringMatching(/^[-+ @][a-z]{0,4}$/);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const diff = lines.join("\n");
        const [, , , , ...blocks] = permissionBlocks({ tool: "T", changes: [{ ...change, diff }] });
        expect(blocks.map(({ text }) => text).join("\n")).toBe(diff);
      }),
    );
  });
});
