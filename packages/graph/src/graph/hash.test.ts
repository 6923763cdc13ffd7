/** Hashes that name specs and tasks. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AgentSpec, agentSpecSchema } from "../plan/schema.js";
import { hash32, hash64, joinFields, sameTask, specHash, taskHash } from "./hash.js";

const spec = (extra: object = {}): AgentSpec => agentSpecSchema.parse({ id: "a", prompt: "do it", ...extra });

test("hashes are the same on every machine and in every release: journals hold them", () => {
  expect(["", "a", "TinyAGI"].map(hash32)).toEqual([-2128764932, -468852428, -564099404]);
  expect(["", "a", "TinyAGI"].map(hash64)).toEqual([
    "c4c9e4620e8ba221",
    "14f02167071535fd",
    "61c1e9d2a0651187",
  ]);
});

test("a hash of 64 bits differs for texts that differ in one place", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (text, at) => {
      const index = at % text.length;
      const changed = `${text.slice(0, index)}${String.fromCharCode(text.charCodeAt(index) ^ 1)}${text.slice(index + 1)}`;
      expect(hash64(changed)).not.toBe(hash64(text));
    }),
  );
});

test("100,000 short texts have 100,000 different 64-bit hashes", () => {
  const hashes = new Set(Array.from({ length: 100_000 }, (_, i) => hash64(`node-${i}`)));
  expect(hashes.size).toBe(100_000);
});

test("no two different lists of fields join to the same text", () => {
  const fields = fc.array(fc.string({ unit: fc.constantFrom("a", ":", "1", "2"), maxLength: 4 }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(fields, fields, (a, b) => {
      expect(joinFields(a) === joinFields(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 1_000 },
  );
});

describe("the hash of a spec", () => {
  test.each([
    ["id", { id: "b" }],
    ["prompt", { prompt: "do more" }],
    ["agent", { agent: "coder" }],
    ["harness", { harness: "claude" }],
    ["model", { model: "m" }],
    ["tools", { tools: ["read"] }],
    ["dependsOn", { dependsOn: ["b"] }],
    ["claims", { claims: ["src"] }],
    ["an empty list of claims", { claims: [""] }],
    ["when", { when: { ref: "b", op: "exists" } }],
    ["effects", { effects: "write" }],
    ["expectedOutput", { expectedOutput: "JSON" }],
    ["canSpawn", { canSpawn: true }],
    ["retries", { retries: 1 }],
    ["timeoutMs", { timeoutMs: 5 }],
  ])("changes with %s", (_, extra) => {
    expect(specHash(spec(extra))).not.toBe(specHash(spec()));
  });

  test.each([
    ["the rationale", { rationale: "because" }],
    ["the estimate", { estimate: { tokens: 5 } }],
  ])("does not change with %s, which changes nothing of the run", (_, extra) => {
    expect(specHash(spec(extra))).toBe(specHash(spec()));
  });

  test("is the same in every release: journals hold it", () => {
    const full = spec({
      tools: ["read"],
      dependsOn: ["b"],
      claims: ["src"],
      when: { ref: "b", op: "exists" },
    });
    expect([specHash(spec()), specHash(full)]).toEqual(["10d6e0608c4e0926", "335e402f2a020d81"]);
  });

  test("tells tools from dependencies of the same name", () => {
    expect(specHash(spec({ tools: ["b"] }))).not.toBe(specHash(spec({ dependsOn: ["b"] })));
  });
});

describe("the task of a spec", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\t", "\u00a0", "\ufeff"), maxLength: 6 });

  test("is the same when only white space differs", () => {
    expect(sameTask({ prompt: "  find\n\tall   bugs " }, { prompt: "find all bugs" })).toBe(true);
  });

  test("differs by agent, and by words", () => {
    expect(sameTask({ prompt: "x", agent: "a" }, { prompt: "x" })).toBe(false);
    expect(sameTask({ prompt: "xy" }, { prompt: "x y" })).toBe(false);
    expect(taskHash({ prompt: "x", agent: "a" })).not.toBe(taskHash({ prompt: "x" }));
  });

  test("has one hash for all prompts that are the same task", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        if (sameTask({ prompt: a }, { prompt: b })) {
          expect(taskHash({ prompt: a })).toBe(taskHash({ prompt: b }));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
