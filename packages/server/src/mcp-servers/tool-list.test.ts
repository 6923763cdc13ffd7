/** @requirement MCP-4 */
import { describe, expect, it } from "vitest";
import { compareTools, computeDigest, offeredName, readTools, type ToolDefinition } from "./tool-list.js";

const OBJECT = { type: "object" };
const namesOf = (inputSchema: unknown) =>
  readTools([{ name: "a", inputSchema }]).tools.map(({ name }) => name);

describe("a schema that providers take", () => {
  it.each([
    OBJECT,
    { type: "object", properties: { a: { type: "string" }, "b.c-d_1": true }, required: ["a"] },
    {
      type: "object",
      properties: { a: { anyOf: [{ type: "null" }, { $ref: "#/$defs/x" }] } },
      $defs: { x: OBJECT },
    },
    {
      type: "object",
      properties: { a: { type: ["string", "null"], enum: ["x", null] } },
      additionalProperties: false,
    },
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      properties: { a: { type: "array", items: {} } },
    },
  ])("is kept: %j", (schema) => {
    expect(namesOf(schema)).toEqual(["a"]);
  });

  let deep: object = OBJECT;
  for (let n = 0; n < 500; n += 1) deep = { type: "object", properties: { a: deep } };
  let hidden: unknown = "x";
  for (let n = 0; n < 500; n += 1) hidden = [hidden];
  it.each([
    ["nothing", undefined],
    ["a list", []],
    ["another type", { type: "string" }],
    ["properties that are none", { type: "object", properties: 7 }],
    ["a property that is no schema", { type: "object", properties: { a: "string" } }],
    ["a name that a provider refuses", { type: "object", properties: { "a b": {} } }],
    ["an unknown type", { type: "object", properties: { a: { type: "nonsense" } } }],
    ["names that are numbers", { type: "object", required: [1] }],
    ["a choice on top", { type: "object", anyOf: [OBJECT] }],
    [
      "a reference to elsewhere",
      { type: "object", properties: { a: { $ref: "https://evil.example/schema" } } },
    ],
    ["an empty choice", { type: "object", properties: { a: { enum: [] } } }],
    ["too many levels", deep],
    ["too many levels where nobody looks", { type: "object", default: hidden }],
    ["too many bytes", { type: "object", title: "x".repeat(40_000) }],
  ])("leaves the tool out for %s", (_what, schema) => {
    expect(readTools([{ name: "a", inputSchema: schema }])).toEqual({ tools: [], unusable: ["a"] });
  });
});

describe("what the owner saw", () => {
  const tool: ToolDefinition = {
    name: "a",
    description: "A.",
    inputSchema: { type: "object", b: 1, a: 2 },
    readOnly: true,
  };
  it("is the same in another order of tools and keys", () => {
    const other = { ...tool, inputSchema: { a: 2, b: 1, type: "object" } };
    const second = { ...tool, name: "b" };
    expect(computeDigest([tool, second])).toBe(computeDigest([second, other]));
    expect(compareTools([tool], [other]).map(({ state }) => state)).toEqual(["offered"]);
  });

  it.each([
    ["its text", { description: "A.\u200b" }],
    ["what it says of itself", { readOnly: false }],
    ["its arguments", { inputSchema: { type: "object", b: 1, a: 3 } }],
  ])("is another when a tool changes %s", (_what, change) => {
    expect(compareTools([tool], [{ ...tool, ...change }]).map(({ state }) => state)).toEqual(["changed"]);
  });

  it("is complete while nobody knows what the server offers now", () => {
    expect(compareTools([tool], undefined).map(({ state }) => state)).toEqual(["offered"]);
    expect(compareTools([tool], []).map(({ state }) => state)).toEqual(["gone"]);
  });
});

it("no two tools have one name for agents, whatever servers and tools are called", () => {
  const digested = offeredName("a", "a.b");
  const pairs = [
    ["a", "a.b"],
    ["a", digested.slice("a__".length)],
    ["a", "b__c"],
    ["a__b", "c"],
    ["a_", "b"],
    ["a", "_b"],
  ] as const;
  expect(new Set(pairs.map(([server, tool]) => offeredName(server, tool))).size).toBe(pairs.length);
});

it("each name for agents is one that every provider takes, and differs from that of other tools", () => {
  const names = ["read", "a.b", "a b", "a/b", "x".repeat(128), `${"x".repeat(127)}y`, "ü"];
  const offered = names.map((name) => offeredName("a-server-with-a-long-name", name));
  expect(new Set(offered).size).toBe(names.length);
  for (const name of offered) expect(name).toMatch(/^[A-Za-z0-9_-]{1,50}$/);
});
