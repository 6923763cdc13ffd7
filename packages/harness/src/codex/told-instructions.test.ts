import { expect, test } from "vitest";
import { createToldInstructions } from "./told-instructions.js";

test("a session knows what it was told last, and nothing else", () => {
  const known = createToldInstructions();
  expect(known.isTold("a", "be kind")).toBe(false);
  known.told("a", "be kind");
  expect(known.isTold("a", "be kind")).toBe(true);
  expect(known.isTold("b", "be kind")).toBe(false);
  known.told("a", "be brief");
  expect(known.isTold("a", "be kind")).toBe(false);
});

test("of too many sessions the one not heard of for longest is forgotten", () => {
  const known = createToldInstructions(2);
  for (const id of ["a", "b", "a", "c"]) known.told(id, "x");
  expect(["a", "b", "c"].map((id) => known.isTold(id, "x"))).toEqual([true, false, true]);
});
