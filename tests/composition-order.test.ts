/** A function that builds parts passes no closure over a part that it builds later. */
import { describe, expect, test } from "vitest";
import { laterConstants } from "./support/later-constants.js";
import { ownSources, parseSource } from "./support/source-files.js";

const inFunction = (body: string) => laterConstants(parseSource("x.ts", `function compose() {\n${body}\n}`));

test("no closure reads a constant that the same function declares later", () => {
  const sources = ownSources();
  expect(sources.length).toBeGreaterThan(1_500);
  expect(sources.flatMap(laterConstants)).toEqual([]);
});

describe("a later constant is found", () => {
  test.each([
    ["in an arrow function", "const a = part({ wake: (lane) => b.wake(lane) });\nconst b = part(a);"],
    ["in a method", "const a = part({ wake(lane) { return b.wake(lane); } });\nconst b = part(a);"],
    ["in a closure of its own", "const wake = () => b.wake();\nconst b = part(wake);"],
    ["that is taken out of a record", "const a = part(() => b);\nconst { c: { b } } = part(a);"],
    ["that may change", "const a = part(() => b);\nlet b = part(a);"],
    ["in a short property", "const a = part(() => ({ b }));\nconst b = part(a);"],
    ["as a default", "const a = part((c = b) => c);\nconst b = part(a);"],
  ])("%s", (_name, body) => {
    expect(inFunction(body)).toHaveLength(1);
  });
});

describe("nothing is found", () => {
  test.each([
    ["for a constant that stands before", "const b = part();\nconst a = part(() => b);"],
    ["for a function declaration", "const a = part(() => b());\nfunction b() {}"],
    ["for another thing of that name", "const a = part((b) => b.x, { b: 1 }, c.b);\nconst b = part(a);"],
    [
      "for a name that the closure declares",
      "const a = part(() => { const b = 1; return b; });\nconst b = part(a);",
    ],
    ["for what a loop declares", "const a = part(() => { for (const b of c) use(b); });\nconst b = part(a);"],
    ["for a part in the closure that it gets itself", "const b = part(() => b);"],
  ])("%s", (_name, body) => {
    expect(inFunction(body)).toEqual([]);
  });

  test("for the constants of a module", () => {
    expect(laterConstants(parseSource("x.ts", "const a = () => b;\nconst b = 1;"))).toEqual([]);
  });
});
