import { expect, test } from "vitest";
import { computeHash } from "./dna";
import { HUES, toHues } from "./hues";

const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `team${i}`);

test("no two teams share a colour while there are enough", () => {
  for (const count of [2, 5, HUES]) expect(new Set(toHues(ids(count)).values()).size).toBe(count);
});

test("a team alone has the colour of its id, and the order of a list changes nothing", () => {
  expect(toHues(["dev"]).get("dev")).toBe(computeHash("dev") % HUES);
  expect(toHues(ids(7))).toEqual(toHues(ids(7).reverse()));
});

test("more teams than colours begin again", () => {
  const hues = [...toHues(ids(HUES + 3)).values()];
  expect(Math.max(...hues)).toBeLessThan(HUES);
  expect(new Set(hues.slice(HUES)).size).toBe(3);
});
