import { expect, it } from "vitest";
import { hasGap, mergePages, pageOfAll } from "./merge-pages";

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

it("pages of two lists leave nothing out, however old the oldest of the shorter list is", () => {
  const running = Array.from({ length: 300 }, (_, i) => row(`run${i}`, 1_000 - i));
  const starting = [row("parent", 10)];
  const seen: string[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (let isEnd = false; !isEnd; ) {
    const read = (all: typeof running) => all.filter(({ createdAt }) => createdAt < before).slice(0, 100);
    const page = pageOfAll([read(running), read(starting)], 100, idOf);
    seen.push(...page.map(idOf));
    isEnd = page.length < 100;
    before = (page.at(-1)?.createdAt ?? 0) + 1;
  }
  expect(new Set(seen)).toEqual(new Set([...running, ...starting].map(idOf)));
});
