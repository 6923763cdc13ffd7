/** Options checked strictly. */
import { expect, test } from "vitest";
import { z } from "zod";
import { parseOptions } from "./parse-options.js";

const schema = z.strictObject({ size: z.number().nonnegative().optional(), name: z.string().optional() });

test("what fits comes back", () => {
  expect(parseOptions("the box", schema, { size: 0 })).toEqual({ size: 0 });
});

test("one error names every problem, the unknown keys and the known ones", () => {
  const parse = () => parseOptions("the box", schema, { size: "5", nme: 1, [`${"x".repeat(500)}`]: 1 });
  expect(parse).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  expect(parse).toThrow(/^Check the box: size: use a number; unknown key "nme".*Known keys: size, name\.$/);
  expect(parse).toThrow(expect.objectContaining({ message: expect.not.stringContaining("x".repeat(65)) }));
  expect(() => parseOptions("the box", schema, null)).toThrow(/Check the box: use an object/);
});
