import { expect, it, vi } from "vitest";
import { readAll } from "./read-all";

const idOf = ({ id }: { id: string }): string => id;

it.each([
  ["each at its own time", (i: number) => 1_000 - i],
  ["all in one millisecond but the last", (i: number) => (i < 11 ? 5 : 4)],
])("a list is read to its end, each row once: %s", async (_name, timeOf) => {
  const rows = Array.from({ length: 12 }, (_, i) => ({ id: `r${i}`, createdAt: timeOf(i) }));
  const read = vi.fn(async (before = Number.POSITIVE_INFINITY) =>
    rows.filter(({ createdAt }) => createdAt < before).slice(0, 11),
  );
  expect(await readAll(read, { size: 11, idOf })).toEqual(rows);
  expect(read.mock.calls.length).toBeLessThan(5);
});

it("a list that fits into one answer is read once", async () => {
  const read = vi.fn(async () => [{ id: "a", createdAt: 1 }]);
  expect(await readAll(read, { size: 2, idOf })).toHaveLength(1);
  expect(read).toHaveBeenCalledTimes(1);
});
