import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inputWords } from "./input-words.js";

const say = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value, { error: inputWords }).error?.issues.map(({ message }) => message) ?? [];

describe("what is wrong with a value", () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string().max(100), "x".repeat(300), "use at most 100 characters"],
    [z.string().min(1), "", "must not be empty"],
    [z.string().min(3), "x", "use at least 3 characters"],
    [z.array(z.string()).max(1), ["a", "b"], "use at most 1 entry"],
    [z.array(z.string()).min(1), [], "use at least 1 entry"],
    [z.number().max(1_000), 9_999, "use at most 1000"],
    [z.number().min(0.5), 0, "use at least 0.5"],
    [z.int(), 1.5, "use a whole number"],
    [z.coerce.number(), "banana", "use a number"],
    [z.string(), undefined, "a value is required"],
    [z.string(), 7, "use a text"],
    [z.enum(["x", "y"]), "q", "use one of: x, y"],
    [z.enum(["x", "y"]), undefined, "a value is required"],
    [z.literal(true), false, "use true"],
    [z.url(), "no", "use a URL such as https://example.com"],
    [z.string().regex(/^a/), "b", "this form is not accepted here"],
    [z.string().regex(/^a/, "begin with a"), "b", "begin with a"],
    [z.union([z.string(), z.number()]), null, "this value is not accepted here"],
    [z.strictObject({}), [], "use an object"],
  ])("says what to give: %#", (schema, value, words) => {
    expect(say(schema, value)).toEqual([words]);
  });

  it("never repeats the value", () => {
    const secret = "sk-very-secret";
    const schema = z.object({ a: z.enum(["x"]), b: z.number(), c: z.url(), d: z.string().max(2) });
    expect(say(schema, { a: secret, b: secret, c: secret, d: secret }).join()).not.toContain(secret);
  });
});
