/** Finding the plan in what a model wrote. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractJson as extract } from "./extract.js";

const extractJson = (written: string) => extract(written).value;

const plan = { agents: [{ id: "a", prompt: 'say "}" and {' }] };
const text = JSON.stringify(plan);

describe("the object is found", () => {
  test.each([
    ["alone", text],
    ["with white space around it", `\n\t ${text} \n`],
    ["in a fence", `\`\`\`json\n${text}\n\`\`\``],
    ["in a fence without a language", `\`\`\`\n${text}\n\`\`\``],
    ["after a sentence", `Here is the plan: ${text}`],
    ["before a sentence", `${text}\nShall I begin?`],
    ["between braces of prose", `{well} ${text} {done}`],
    ["pretty-printed", JSON.stringify(plan, null, 2)],
  ])("%s", (_, written) => {
    expect(extractJson(written)).toEqual(plan);
  });
});

describe("an object with agents is preferred", () => {
  test("over one before it", () => {
    expect(extractJson(`{"note":1} ${text}`)).toEqual(plan);
  });

  test("over one after it", () => {
    expect(extractJson(`${text} {"note":1}`)).toEqual(plan);
  });

  test("and without one the first object is taken", () => {
    expect(extractJson('see {"first":1} and {"second":2}')).toEqual({ first: 1 });
  });
});

describe("nothing is found", () => {
  test.each([
    ["in an empty text", ""],
    ["in prose", "I would rather not plan."],
    ["in a list", "[1, 2]"],
    ["in a number", "42"],
    ["in braces that hold no JSON", "{a} {b} {c}"],
  ])("%s", (_, written) => {
    expect(extractJson(written)).toBeUndefined();
  });
});

test("braces and quotes inside strings do not end the object", () => {
  const tricky = { agents: [], note: '}} \\" { \\\\" }', path: "C:\\" };
  expect(extractJson(`prose ${JSON.stringify(tricky)} prose`)).toEqual(tricky);
});

test("a key named __proto__ stays a plain key and changes no prototype", () => {
  const found = extractJson('x {"agents":[],"__proto__":{"polluted":true}}');
  expect(Object.hasOwn(found as object, "__proto__")).toBe(true);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("any JSON object is found again between any sentences without braces", () => {
  const prose = fc.string().map((value) => value.replace(/[{}"]/g, ""));
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(prose, object, prose, (before, value, after) => {
      const written = JSON.stringify(value);
      expect(extractJson(`${before}\n${written}\n${after}`)).toEqual(JSON.parse(written));
    }),
  );
});

test("no text makes it throw", () => {
  const pieces = fc.array(fc.constantFrom("{", "}", '"', "\\", "[", "]", "a", ":", ",", '{"agents":', "`"));
  fc.assert(fc.property(pieces, (parts) => void extractJson(parts.join(""))));
});

test("a text of opening braces is given up after a bounded number of tries", () => {
  expect(extractJson("{".repeat(1_000_000))).toBeUndefined();
});
