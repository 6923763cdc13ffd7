import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, it } from "vitest";
import { readAgain } from "./read-again";

const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
afterEach(() => queries.clear());

/** A page that shows a query. @returns the answers to give, one for each reading, and what the page shows */
function shown() {
  const readings: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(queries, {
    queryKey: ["lanes", "all"],
    queryFn: () => new Promise<string>((resolve) => readings.push(resolve)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const stop = observer.subscribe(() => undefined);
  return { readings, stop, data: () => observer.getCurrentResult().data };
}

it("an event while the first answer is on its way is not lost: the answer is read once more", async () => {
  const page = shown();
  readAgain(queries, ["lanes"]);
  expect(page.readings).toHaveLength(1);
  page.readings[0]?.("before the event");
  await expect.poll(() => page.readings.length, { timeout: 30_000 }).toBe(2);
  page.readings[1]?.("after it");
  await expect.poll(page.data, { timeout: 30_000 }).toBe("after it");
  page.stop();
});

it("an answer that is there is read once for an event", async () => {
  const page = shown();
  page.readings[0]?.("old");
  await expect.poll(page.data, { timeout: 30_000 }).toBe("old");
  readAgain(queries, ["lanes"]);
  page.readings[1]?.("new");
  await expect.poll(page.data, { timeout: 30_000 }).toBe("new");
  expect(page.readings).toHaveLength(2);
  page.stop();
});
