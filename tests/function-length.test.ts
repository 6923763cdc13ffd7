/** The rule is 50 lines a function. This holds what is reached, and lets nothing grow back. */
import { expect, test } from "vitest";
import { functionsIn } from "./support/function-length.js";
import { ownSources, parseSource } from "./support/source-files.js";

const LINES_MAX = 80;

const longer = ownSources()
  .flatMap(functionsIn)
  .filter(({ lines }) => lines > LINES_MAX);

test("no function is longer than 80 lines", () => {
  expect(longer.map(({ name, lines }) => `${name}: ${lines} lines, split it by phase`)).toEqual([]);
});

test("a function counts from its brace to its end, and functions inside count, too", () => {
  const text = "function a(\n  b: number,\n) {\n  const c = () => {\n    return 1;\n  };\n}\n";
  expect(functionsIn(parseSource("x.ts", text))).toEqual([
    { name: "x.ts a", lines: 5 },
    { name: "x.ts c", lines: 3 },
  ]);
});

test("a list counts as a line: a literal without bodies, and tests that are registered", () => {
  const text = [
    "function a() {",
    '  test("one", async () => {',
    "    await b();",
    "  });",
    '  test.each([1, 2])("%s", () => {',
    "    b();",
    "  });",
    "  c({",
    "    d,",
    "    e: () => 1,",
    "  });",
    "  c({",
    "    f() {",
    "      return 1;",
    "    },",
    "  });",
    "}",
  ];
  expect(functionsIn(parseSource("x.ts", text.join("\n")))).toEqual([
    { name: "x.ts a", lines: 10 },
    { name: "x.ts (anonymous)", lines: 3 },
    { name: "x.ts (anonymous)", lines: 3 },
    { name: "x.ts f", lines: 3 },
  ]);
});
