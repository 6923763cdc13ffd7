/** What a plan and an agent of it may hold. */
import { describe, expect, test } from "vitest";
import { LIST_MAX_ITEMS, PROMPT_MAX_CHARS, TEXT_MAX_CHARS } from "../limits.js";
import { agentSpecSchema, NODE_ID_PATTERN, planSchema } from "./schema.js";

const spec = { id: "a", prompt: "do it" };
const plan = { version: 1, goal: "g", agents: [spec], output: "a" };
const accepts = (extra: object) => agentSpecSchema.safeParse({ ...spec, ...extra }).success;
const acceptsPlan = (extra: object) => planSchema.safeParse({ ...plan, ...extra }).success;

describe("an id", () => {
  test.each(["a", "A1", "step-2", "snake_case", "x".repeat(64)])("may be %s", (id) => {
    expect(accepts({ id })).toBe(true);
    expect(NODE_ID_PATTERN.test(id)).toBe(true);
  });

  test.each(["", "1a", "-a", "_a", "a b", "a/b", "a.b", "a\n", "ä", "x".repeat(65), 7, null])(
    "may not be %j",
    (id) => {
      expect(accepts({ id })).toBe(false);
    },
  );

  test.each(["constructor", "toString", "prototype", "hasOwnProperty", "valueOf", "CONSTRUCTOR"])(
    "may not be the reserved name %s",
    (id) => {
      const result = agentSpecSchema.safeParse({ ...spec, id });
      expect(result.error?.issues.map((issue) => issue.message)).toEqual(["this name is reserved"]);
    },
  );
});

describe("a prompt", () => {
  test("may be as long as the limit and not longer", () => {
    expect(accepts({ prompt: "x".repeat(PROMPT_MAX_CHARS) })).toBe(true);
    expect(accepts({ prompt: "x".repeat(PROMPT_MAX_CHARS + 1) })).toBe(false);
  });

  test.each(["", " ", "\n\t"])("may not be blank (%j)", (prompt) => {
    expect(accepts({ prompt })).toBe(false);
  });
});

describe("a field of an agent", () => {
  test.each([
    ["tools", ["read", "write"]],
    ["agent", "coder"],
    ["model", "m"],
    ["harness", "claude"],
    ["effects", "write"],
    ["claims", ["src"]],
    ["canSpawn", true],
    ["retries", 100],
    ["timeoutMs", 2 ** 31 - 1],
    ["estimate", { tokens: 1, usd: 0.1, seconds: 0 }],
    ["estimate", { tokens: 1e9, usd: 1e9, seconds: 1e9 }],
    ["when", { ref: "b", op: "exists" }],
    ["expectedOutput", "x".repeat(TEXT_MAX_CHARS)],
  ])("%s takes %j", (field, value) => {
    expect(accepts({ [field]: value })).toBe(true);
  });

  test.each([
    ["tools", [""]],
    ["tools", "read"],
    ["tools", Array.from({ length: LIST_MAX_ITEMS + 1 }, () => "t")],
    ["agent", ""],
    ["model", "x".repeat(201)],
    ["effects", "delete"],
    ["claims", ["x".repeat(4_097)]],
    ["canSpawn", "yes"],
    ["retries", -1],
    ["retries", 1.5],
    ["retries", 101],
    ["timeoutMs", 0],
    ["timeoutMs", 2 ** 31],
    ["estimate", { tokens: -1 }],
    ["estimate", { dollars: 1 }],
    ["estimate", { tokens: 1e9 + 1 }],
    ["estimate", { usd: 1e308 }],
    ["estimate", { seconds: 2e9 }],
    ["estimate", { usd: Number.NaN }],
    ["when", { ref: "b", op: "matches" }],
    ["rationale", "x".repeat(TEXT_MAX_CHARS + 1)],
    ["dependsOn", ["../a"]],
    ["run", () => 1],
  ])("%s refuses %j", (field, value) => {
    expect(accepts({ [field]: value })).toBe(false);
  });
});

test("two agents never share a default list", () => {
  const one = agentSpecSchema.parse(spec);
  const two = agentSpecSchema.parse(spec);
  one.tools.push("read");
  expect(two.tools).toEqual([]);
});

describe("a plan", () => {
  test.each([
    ["one output", { output: "a" }],
    ["several outputs", { output: ["a", "b"] }],
    ["collect", { onFailure: "collect" }],
    ["a reason", { rationale: "because" }],
  ])("may have %s", (_, extra) => {
    expect(acceptsPlan(extra)).toBe(true);
  });

  test.each([
    ["another version", { version: 2 }],
    ["no goal", { goal: "" }],
    ["no agents", { agents: [] }],
    ["no output", { output: [] }],
    ["an unknown policy", { onFailure: "retry" }],
    ["an unknown field", { code: "process.exit()" }],
  ])("may not have %s", (_, extra) => {
    expect(acceptsPlan(extra)).toBe(false);
  });
});
