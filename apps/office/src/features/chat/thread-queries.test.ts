import { QueryClient } from "@tanstack/react-query";
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, expect, test } from "vitest";
import { KEYS } from "../../lib/keys";
import type { Conversation } from "../../lib/queries";
import { LATER, openNext, toEarlierKey, toLaterKey } from "./thread-queries";

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } },
});
afterEach(() => queries.clear());

const thread = { key: "a", with: "agent:coder", id: null };
const one = (id: string) => partial<Conversation>({ id, thread });

/** A thread that is open at `open`, with what was read around it. @returns what stands above `sent` when it opens */
async function openSent(later: readonly Conversation[]): Promise<string[] | undefined> {
  for (const id of ["open", "sent"]) queries.setQueryData([...KEYS.conversation, id], one(id));
  queries.setQueryData(toEarlierKey("open"), { pages: [[one("old")]], pageParams: ["open"] });
  queries.setQueryData(toLaterKey("open"), {
    pages: [{ earlier: [], later, newest: "sent" }],
    pageParams: ["open"],
  });
  await openNext(queries, { from: "open", to: "sent" });
  const above = queries.getQueryData<{ pages: Conversation[][] }>(toEarlierKey("sent"));
  return above?.pages.flat().map(({ id }) => id);
}

test("what stood in the view stands above the conversation that opens", async () => {
  expect(await openSent([one("after"), one("sent")])).toEqual(["after", "open", "old"]);
});

test("a thread that is not read to its end opens at its end, so that nothing is left out", async () => {
  const page = Array.from({ length: LATER }, (_, at) => one(`after ${at}`));
  expect(await openSent(page)).toBeUndefined();
});
