import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePayload } from "./payload.js";

describe("a payload", () => {
  it("is a copy: what happens to the original later does not show", () => {
    const original = { list: [1] };
    const payload = makePayload(() => original, {});
    original.list.push(2);
    expect(payload).toEqual({ value: { list: [1] } });
  });

  it("is cut to a preview beyond its size and says so", () => {
    const payload = makePayload(() => "x".repeat(100), { maxChars: 10 });
    expect(payload).toEqual({ value: `"${"x".repeat(9)}`, truncated: true });
  });

  it("has a size of 16,384 characters by default", () => {
    expect(makePayload(() => "x".repeat(16_382), {})).not.toHaveProperty("truncated");
    expect(makePayload(() => "x".repeat(16_383), {})).toHaveProperty("truncated", true);
  });

  it("is redacted before it is cut, so that no half of a secret is left", () => {
    const payload = makePayload(() => `${"a".repeat(10)} sk-${"b".repeat(40)}`, { maxChars: 30 });
    expect(JSON.stringify(payload)).not.toContain("sk-");
  });

  it.each([
    ["a cycle", () => cycle()],
    ["a big integer", () => 1n],
    ["nothing", () => undefined],
    ["a function", () => () => 1],
  ])("that is %s is dropped", (_what, read) => {
    expect(makePayload(read, { redact: (value) => value })).toEqual({ dropped: "unserialisable" });
  });

  it("whose reading fails is dropped", () => {
    const read = () => {
      throw new Error("no");
    };
    expect(makePayload(read, {})).toEqual({ dropped: "redactor" });
  });

  it("survives a cycle in the default redactor too", () => {
    const payload = makePayload(cycle, {});
    expect(JSON.stringify(payload).length).toBeLessThan(2_000);
  });

  it("never is longer than its size and never throws, for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 200 }), (value, maxChars) => {
        const payload = makePayload(() => value, { maxChars });
        if (payload.truncated === true) expect(String(payload.value).length).toBe(maxChars);
        else expect(JSON.stringify(payload.value).length).toBeLessThanOrEqual(maxChars);
      }),
    );
  });
});

function cycle(): unknown {
  const node: Record<string, unknown> = { name: "a" };
  node.self = node;
  return node;
}
