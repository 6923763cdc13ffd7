import { permissionRequest } from "@tinyagi/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { permissionFacts } from "./permission-facts.js";

test("a command is apart from what else the tool gets", () => {
  expect(permissionFacts("Bash", { command: "make", timeout: 5 })).toEqual({
    tool: "Bash",
    command: "make",
    more: { timeout: 5 },
  });
});

test.each([
  [
    "Edit",
    { file_path: "/w/a.ts", old_string: "let a", new_string: "let b", replace_all: true },
    { replace_all: true },
  ],
  ["edit_file", { path: "/w/a.ts", old_text: "let a", new_text: "let b" }, undefined],
  ["MultiEdit", { file_path: "/w/a.ts", edits: [{ old_string: "let a", new_string: "let b" }] }, undefined],
])("%s shows the lines that it changes", (tool, input, more) => {
  expect(permissionFacts(tool, input)).toEqual({
    tool,
    changes: [{ path: "/w/a.ts", kind: "update", diff: "-let a\n+let b" }],
    ...(more === undefined ? {} : { more }),
  });
});

test("several edits of one file are apart, and keep their options", () => {
  const edits = [
    { old_string: "a", new_string: "b", replace_all: true },
    { old_string: "c", new_string: "d" },
  ];
  expect(permissionFacts("MultiEdit", { file_path: "x", edits })).toEqual({
    tool: "MultiEdit",
    changes: [{ path: "x", kind: "update", diff: "-a\n+b\n@@\n-c\n+d" }],
    more: { edits: [{ replace_all: true }, {}] },
  });
});

test("a command of codex has its folder and its reason apart", () => {
  expect(permissionFacts("command", { command: "make", cwd: "/w", reason: "to build" })).toEqual({
    tool: "command",
    command: "make",
    cwd: "/w",
    reason: "to build",
  });
});

test("files that codex would change are shown with what happens to each", () => {
  const changes = [
    { path: "/w/new.md", kind: { type: "add" }, diff: "# New\n" },
    { path: "/w/old.md", kind: { type: "delete" }, diff: "# Old\n" },
    { path: "/w/a.md", kind: { type: "update", move_path: "/w/b.md" }, diff: "@@ -1 +1 @@\n-a\n+b\n" },
  ];
  expect(permissionFacts("file_change", { changes, grantRoot: "/w" })).toEqual({
    tool: "file_change",
    changes: [
      { path: "/w/new.md", kind: "add", diff: "+# New" },
      { path: "/w/old.md", kind: "delete", diff: "-# Old" },
      { path: "/w/a.md", kind: "update", movedTo: "/w/b.md", diff: "@@ -1 +1 @@\n-a\n+b\n" },
    ],
    more: { grantRoot: "/w" },
  });
});

test("parts of several files in one edit are changes of their own", () => {
  const edits = [
    { file_path: "a", old_string: "1", new_string: "2" },
    { file_path: "b", old_string: "", new_string: "3" },
  ];
  expect(permissionFacts("Edit", { edits })).toEqual({
    tool: "Edit",
    changes: [
      { path: "a", kind: "update", diff: "-1\n+2" },
      { path: "b", kind: "update", diff: "+3" },
    ],
  });
});

test("of a whole file only the changes are shown", () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => `line ${at}`);
  const after = lines.with(1_000, "another").join("\n");
  const facts = permissionFacts("Edit", { file_path: "a", old_string: lines.join("\n"), new_string: after });
  expect(facts.changes?.[0]?.diff.split("\n")).toHaveLength(9);
});

test("whole new content says that it replaces what is there", () => {
  const facts = permissionFacts("Write", { file_path: "x", content: "1\n2\n" });
  expect(facts.changes).toEqual([{ path: "x", kind: "write", diff: "+1\n+2" }]);
  expect(permissionRequest(facts).detail).toBe("+++ x\n+1\n+2");
});

test.each([
  ["Bash", { command: ["rm"] }],
  ["Edit", { file_path: "x", old_string: "a" }],
  ["MultiEdit", { file_path: "x", edits: [{ old_string: "a" }] }],
  ["Write", { file_path: 5, content: "x" }],
  ["file_change", { changes: [{ path: "x", kind: { type: "rename" }, diff: "" }] }],
  ["file_change", { changes: [{ path: "x", kind: { type: "add" }, diff: "", mode: "0777" }] }],
  ["WebFetch", { url: "https://example.com", command: "not one" }],
])("an input of %s in an unknown form is shown as it is", (tool, input) => {
  expect(permissionFacts(tool, input)).toEqual({ tool, more: input });
});

test("no text of an input is missing in what a person reads", () => {
  const word = fc.stringMatching(/^[a-z]{12}$/);
  const inputs = fc.record({
    tool: fc.constantFrom(
      "Bash",
      "Edit",
      "MultiEdit",
      "Write",
      "write_file",
      "edit_file",
      "command",
      "run_command",
      "Other",
    ),
    texts: fc.array(word, { minLength: 9, maxLength: 9 }),
  });
  fc.assert(
    fc.property(inputs, ({ tool, texts }) => {
      const [a, b, c, d, e, f, g, h, i] = texts;
      const input = {
        ...{
          command: a ?? "",
          file_path: b ?? "",
          old_string: c ?? "",
          new_string: d ?? "",
          content: e ?? "",
        },
        ...{ path: f ?? "", old_text: g ?? "", cwd: h ?? "", reason: i ?? "" },
        ...{ new_text: a ?? "", edits: [{ old_string: b ?? "", new_string: c ?? "", why: d ?? "" }] },
      };
      const { detail } = permissionRequest(permissionFacts(tool, input));
      for (const text of texts) expect(detail).toContain(text);
    }),
  );
});
