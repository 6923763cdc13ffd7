import { type InfiniteData, InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, expect, it, vi } from "vitest";
import { getNextPage } from "./next-page";

const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
afterEach(() => queries.clear());

/** A list whose first page is read. */
async function toList(read: (page: number) => Promise<string>) {
  const observer = new InfiniteQueryObserver<string, Error, InfiniteData<string>, string[], number>(queries, {
    queryKey: ["list"],
    initialPageParam: 1,
    queryFn: ({ pageParam }) => read(pageParam),
    getNextPageParam: (_last, all) => (all.length < 3 ? all.length + 1 : undefined),
  });
  const stop = observer.subscribe(() => undefined);
  await vi.waitFor(() => expect(observer.getCurrentResult().isSuccess).toBe(true));
  return {
    next: () => getNextPage(observer.getCurrentResult()),
    result: () => observer.getCurrentResult(),
    stop,
  };
}

it("a page that cannot be read is asked for once, says why, and is read when a person tries again", async () => {
  let isDown = true;
  const read = vi.fn(async (page: number) => {
    if (page === 2 && isDown) throw new Error("no answer");
    return `page ${page}`;
  });
  const list = await toList(read);
  list.next().more();
  // It is on its way.
  list.next().more();
  await vi.waitFor(() => expect(list.next().failure?.message).toBe("no answer"));
  list.next().more();
  list.next().more();
  expect(read).toHaveBeenCalledTimes(2);
  expect(list.result().data?.pages).toEqual(["page 1"]);
  isDown = false;
  list.next().again();
  expect(list.next().failure).toBe(null);
  await vi.waitFor(() => expect(list.result().data?.pages).toEqual(["page 1", "page 2"]));
  list.next().more();
  await vi.waitFor(() => expect(list.result().data?.pages).toHaveLength(3));
  list.next().more();
  expect(read).toHaveBeenCalledTimes(4);
  list.stop();
});
