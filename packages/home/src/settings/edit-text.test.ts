import { parseJsonSource } from "@tinyagi/contracts/json-source";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editText } from "./edit-text.js";
import { applyChanges, cloneJson, diffJson, type JsonObject } from "./json-tree.js";

/** A hand-written file: groups separated by blank lines, short lists on one line. */
const FILE = `{
  "limits": { "hops": 3,   "depth": 2 },

  "agents": {
    "coder": { "name": "Coder" }
  },
  "note": "mine"
}
`;

const set = (text: string, path: string[], value: unknown): string => editText(text, [{ path, value }]);
const remove = (text: string, path: string[]): string => editText(text, [{ path }]);

describe("a change in the text", () => {
  it("replaces a plain value and no other character", () => {
    expect(set(FILE, ["limits", "hops"], 12)).toBe(FILE.replace('"hops": 3', '"hops": 12'));
    expect(set(FILE, ["note"], "yours")).toBe(FILE.replace('"mine"', '"yours"'));
  });

  it("adds an entry after the others, and reformats only the line before it", () => {
    expect(set(FILE, ["agents", "writer"], { name: "Writer" })).toBe(
      FILE.replace(
        '"coder": { "name": "Coder" }\n',
        '"coder": {\n      "name": "Coder"\n    },\n    "writer": {\n      "name": "Writer"\n    }\n',
      ),
    );
  });

  it.each([
    ["the first", ["limits"], FILE.replace('"limits": { "hops": 3,   "depth": 2 },\n\n  ', "")],
    ["the last", ["note"], FILE.replace(',\n  "note": "mine"', "")],
    [
      "a middle",
      ["agents"],
      FILE.replace('  "agents": {\n    "coder": { "name": "Coder" }\n  },\n', "").replace("\n\n", "\n"),
    ],
    ["the only", ["agents", "coder"], FILE.replace('{\n    "coder": { "name": "Coder" }\n  }', "{\n  }")],
  ])("removes %s entry with its comma", (_which, path, expected) => {
    const text = remove(FILE, path);
    expect(text.replace(/\{\s*\}/g, "{}")).toBe(expected.replace(/\{\s*\}/g, "{}"));
  });

  it.each([
    ["tabs", FILE.replaceAll("  ", "\t"), '\t"plugins": {\n\t\t"hookTimeoutMs": 50\n\t}'],
    ["four spaces", FILE.replaceAll("  ", "    "), '    "plugins": {\n        "hookTimeoutMs": 50\n    }'],
    [
      "line ends of Windows",
      FILE.replaceAll("\n", "\r\n"),
      '  "plugins": {\r\n    "hookTimeoutMs": 50\r\n  }',
    ],
  ])("keeps %s", (_what, file, expected) => {
    expect(set(file, ["plugins", "hookTimeoutMs"], 50)).toContain(expected);
  });

  it("drops a byte order mark", () => {
    expect(set(`\uFEFF${FILE}`, ["limits", "hops"], 4)).toBe(FILE.replace('"hops": 3', '"hops": 4'));
  });

  it("parses to the changed value, for any two documents and any layout", () => {
    const key = fc.oneof(
      fc.constantFrom("a", "b", "c", "__proto__", "constructor", "0", "a.b", ""),
      fc.string(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, true, 0, 1.5, "x", 'quote " \\ \u2028', []),
        fc.array(tie("tree"), { maxLength: 3 }),
        tie("object"),
      ),
      object: fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: false }),
    }));
    const document = fc.dictionary(key, tree, { maxKeys: 4 });
    fc.assert(
      fc.property(document, document, fc.constantFrom(undefined, 2, 4, "\t"), (before, after, indent) => {
        const text = JSON.stringify(before, null, indent);
        const changes = diffJson(cloneJson(before), cloneJson(after));
        const expected = cloneJson(before) as JsonObject;
        applyChanges(expected, changes);
        const { value } = parseJsonSource(editText(text, changes));
        expect(diffJson(value, expected)).toEqual([]);
        expect(diffJson(value, cloneJson(after))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
