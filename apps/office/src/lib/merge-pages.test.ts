import { expect, it } from "vitest";
import { hasGap, mergePages } from "./merge-pages";

const row = (id: string, createdAt: number, state = "completed") => ({ id, createdAt, state });
const idOf = ({ id }: { id: string }): string => id;

it("a long list takes the newer reading of a row, each row once, newest first", () => {
  const pages = [[row("b", 2, "running"), row("a", 1)], [row("a", 1)]];
  const merged = mergePages(pages, [row("c", 3), row("b", 2)], idOf);
  expect(merged.map(({ id, state }) => `${id} ${state}`)).toEqual([
    "c completed",
    "b completed",
    "a completed",
  ]);
});

it("a gap between the newest rows and the older pages is noticed", () => {
  expect(hasGap([[row("a", 1)]], [row("c", 3)], idOf)).toBe(true);
  expect(hasGap([[row("a", 1)]], [row("c", 3), row("a", 1)], idOf)).toBe(false);
  expect(hasGap([[]], [row("c", 3)], idOf)).toBe(false);
});
