/** Plans that a model wrote almost right. @requirement GRAPH-1 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listProblems } from "../../test-support/plans.js";
import { extractJson } from "./extract.js";
import { findJsonError } from "./json-error.js";
import { repairJson } from "./json-repair.js";
import { parsePlan } from "./parse.js";

const plan = {
  version: 1,
  goal: "g",
  agents: [
    { id: "a", prompt: 'say "}",\n] and {' },
    { id: "b", prompt: "b", dependsOn: ["a"] },
  ],
  output: "b",
};
const pretty = JSON.stringify(plan, null, 2);

describe("is repaired when it can mean only one thing", () => {
  test.each([
    ["a comma after the last agent", pretty.replace(/\n {2}\],/, ",\n  ],")],
    ["a comma after the last field", pretty.replace(/"b"\n}$/, '"b",\n}')],
    ["a line break written as it is", pretty.replace("\\n", "\n")],
    [
      "all of them, in a fence",
      `Sure:\n\`\`\`json\n${pretty.replace(/"b"\n}$/, '"b",\n}').replace("\\n", "\n")}\n\`\`\``,
    ],
  ])("%s", (_, text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(parsePlan(text)).toEqual(parsePlan(plan));
  });
});

describe("is refused with line and column, and never read as one of its agents", () => {
  test.each([
    [
      "cut off in a list",
      pretty.slice(0, pretty.indexOf('"id": "b"')),
      "cut off at line 10, column 7",
      "a name in quotes",
    ],
    [
      "cut off in a text",
      pretty.slice(0, pretty.indexOf("and {")),
      "cut off at line 7, column 17",
      "a value",
    ],
    ["cut off before the agents", '{\n  "version": 1,', "cut off at line 2, column 16", "a name in quotes"],
    ["a missing comma", pretty.replace('"g",', '"g"'), "broken at line 4, column 3", '"," or "}"'],
    [
      "a name without quotes",
      pretty.replace('"version"', "version"),
      "broken at line 2, column 3",
      "a name in quotes",
    ],
    ["a comment", pretty.replace('"g",', '"g", // why'), "broken at line 3, column 16", "a name in quotes"],
    [
      "a second error behind a repairable one",
      pretty.replace('"b"\n}', '"b",\n]'),
      "broken at line",
      "a name in quotes",
    ],
  ])("%s", (_, text, place, expected) => {
    for (const written of [text, `\n${text}`]) {
      const [problem, ...more] = listProblems(() => parsePlan(written));
      expect(more).toEqual([]);
      expect(problem?.code).toBe("broken_json");
      expect(problem?.message).toContain(expected);
      if (written === text) expect(problem?.message).toContain(place);
    }
  });
});

test("prose with braces before a whole plan is no broken plan", () => {
  expect(extractJson(`{put "agents": here} ${pretty}`).value).toEqual(plan);
});

test("any object cut off anywhere is cut off or broken, and a whole one is neither", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (json, at) => {
      const object = `{"value":${json}}`;
      expect(findJsonError(object, 0)).toBeUndefined();
      const error = findJsonError(object.slice(0, at % object.length), 0);
      expect(error?.offset).toBeLessThanOrEqual(at % object.length);
    }),
    { numRuns: 2_000 },
  );
});

test("JSON is the same after a repair", () => {
  fc.assert(fc.property(fc.json({ maxDepth: 4 }), (json) => repairJson(json) === json));
});

test("16 MB of open braces is answered in time", () => {
  const start = process.cpuUsage();
  expect(extractJson(`"agents": ${'{"a":['.repeat(2_000_000)}`).value).toBeUndefined();
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(10_000);
});
