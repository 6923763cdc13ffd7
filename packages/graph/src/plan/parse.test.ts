import { expect, test } from "vitest";
import { listProblems, toPlan, WIDE } from "../../test-support/plans.js";
import { compile, parsePlan } from "../index.js";

const minimal = { version: 1, goal: "g", agents: [{ id: "a", prompt: "do it" }], output: "a" };

test("only id and prompt are required, and the defaults are the documented ones", () => {
  expect(parsePlan(minimal).agents[0]).toEqual({
    id: "a",
    prompt: "do it",
    tools: [],
    expectedOutput: "",
    rationale: "",
    dependsOn: [],
    effects: "none",
    canSpawn: false,
  });
  expect(parsePlan(minimal).onFailure).toBe("fail-fast");
});

test.each([
  ["alone", JSON.stringify(minimal)],
  ["in a fence", `\`\`\`json\n${JSON.stringify(minimal, null, 2)}\n\`\`\``],
  ["between sentences with braces", `I will {plan} this: ${JSON.stringify(minimal)} – as {agreed}.`],
  ["after another object", `{"note": "a { in a string"} ${JSON.stringify(minimal)}`],
])("a plan %s is read", (_, text) => {
  expect(parsePlan(text)).toEqual(parsePlan(minimal));
});

test("all problems of the shape are reported together, with path and nearest known field", () => {
  const problems = listProblems(() =>
    parsePlan({
      ...minimal,
      agents: [
        { id: "a b", promt: "x" },
        { id: "constructor", prompt: " " },
      ],
      extra: 1,
    }),
  );
  expect(problems.map((p) => [p.path, p.code, p.nearest])).toEqual(
    expect.arrayContaining([
      ["agents[0].id", "invalid", undefined],
      ["agents[0].prompt", "invalid", undefined],
      ["agents[0]", "unknown_field", "prompt"],
      ["agents[1].id", "reserved_id", undefined],
      ["agents[1].prompt", "invalid", undefined],
      ["", "unknown_field", undefined],
    ]),
  );
});

test("guards are checked as data, with limits on depth and size", () => {
  const guard = (when: unknown) =>
    listProblems(() => parsePlan({ ...minimal, agents: [{ id: "a", prompt: "x", when }] }));
  expect(guard({ ref: "a.x", op: "matches", value: 1 })[0]).toMatchObject({
    code: "invalid_guard",
    path: "agents[0].when",
  });
  expect(guard({ any: [{ ref: "a", op: "eq" }] })[0]?.path).toBe("agents[0].when.any[0]");
  let deep: unknown = { ref: "a", op: "exists" };
  for (let i = 0; i < 12; i++) deep = { not: deep };
  expect(guard(deep)[0]?.message).toMatch(/nest at most/);
  expect(guard({ all: Array.from({ length: 100 }, () => ({ ref: "a", op: "exists" })) })[0]?.message).toMatch(
    /at most 64/,
  );
});

test.each([
  ["no JSON", "nothing here", "no_json"],
  ["JSON nested 100,000 deep", `{"agents":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "too_deep"],
  [
    "a prototype key",
    '{"version":1,"goal":"g","output":"a","agents":[{"id":"a","prompt":"p","__proto__":{"x":1}}]}',
    "forbidden_key",
  ],
])("%s is refused with a typed problem", (_, text, code) => {
  expect(listProblems(() => parsePlan(text)).map((p) => p.code)).toContain(code);
  expect(({} as { x?: number }).x).toBeUndefined();
});

test("a hostile plan is refused whole, with every problem named", () => {
  const agents = [
    { id: "a", prompt: "a", dependsOn: ["b"] },
    { id: "b", prompt: "b", dependsOn: ["a"] },
    { id: "self", prompt: "s", dependsOn: ["self"] },
    { id: "t", prompt: "t", tools: ["shel"] },
    { id: "g", prompt: "g", agent: "nobdy" },
    {
      id: "e",
      prompt: "e",
      effects: "write" as const,
      claims: ["../x", "/etc/passwd", "ok/../../y", "C:\\x", "~/k", "ok"],
    },
    { id: "d", prompt: "d", dependsOn: ["t2"] },
    { id: "t", prompt: "twice" },
    ...Array.from({ length: 10_000 }, (_, i) => ({ id: `n${i}`, prompt: `p${i}` })),
  ];
  const capabilities = { tools: ["shell"], agents: ["nobody"] };
  const problems = listProblems(() => compile(toPlan(agents, { output: ["a", "zz"] }), { capabilities }));
  const found = problems.map((p) => `${p.code} ${p.path}`);
  expect(found).toEqual(
    expect.arrayContaining([
      "fan_out ",
      "total ",
      "duplicate_id agents[7].id",
      "unknown_dependency agents[6].dependsOn[0]",
      "unknown_output output[1]",
      "unknown_tool agents[3].tools[0]",
      "unknown_agent agents[4].agent",
      ...[0, 1, 2, 3, 4].map((i) => `path_escape agents[5].claims[${i}]`),
      "cycle agents[0].dependsOn",
      "cycle agents[2].dependsOn",
    ]),
  );
  expect(found).toHaveLength(14);
  expect(problems.find((p) => p.code === "unknown_tool")?.nearest).toBe("shell");
  expect(problems.find((p) => p.path === "agents[6].dependsOn[0]")?.nearest).toBe("t");
  expect(problems.find((p) => p.path === "agents[0].dependsOn")?.message).toContain("a → b → a");
});

test("an empty capability list allows nothing and an absent one allows any name", () => {
  const plan = toPlan([{ id: "a", prompt: "x", model: "m" }]);
  expect(listProblems(() => compile(plan, { capabilities: { tools: [], models: [] } }))).toHaveLength(1);
  expect(listProblems(() => compile(plan, { capabilities: { tools: [] }, limits: WIDE }))).toEqual([]);
});
