import { expect, test } from "vitest";
import { createKnownInstructions } from "./known-instructions.js";

test("a session knows only the instructions it received last", () => {
  const known = createKnownInstructions();
  expect(known.knows("a", "be kind")).toBe(false);
  known.remember("a", "be kind");
  expect(known.knows("a", "be kind")).toBe(true);
  expect(known.knows("b", "be kind")).toBe(false);
  known.remember("a", "be brief");
  expect(known.knows("a", "be kind")).toBe(false);
});

test("with too many sessions, the one that ran longest ago is forgotten", () => {
  const known = createKnownInstructions(2);
  for (const id of ["a", "b", "a", "c"]) known.remember(id, "x");
  expect(["a", "b", "c"].map((id) => known.knows(id, "x"))).toEqual([true, false, true]);
});
