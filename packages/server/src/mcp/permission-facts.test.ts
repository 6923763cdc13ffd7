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
