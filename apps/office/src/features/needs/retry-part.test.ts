import { QueryClient } from "@tanstack/react-query";
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KEYS } from "../../lib/keys";
import type { DeadLetter } from "../../lib/queries";
import { useToasts } from "../../ui/toasts";
import { setLeaving, useLeaving } from "./leaving";
import { retryPart } from "./retry-part";

const letter = partial<DeadLetter>({
  id: 7,
  work: { conversationId: "conv_1", asked: "x", rootRunId: "run_1", runId: "run_2", nodeId: "root/check" },
});
const sent: unknown[] = [];
let answer = (): Response => Response.json({ ok: true, conversationId: "conv_2" });
const queries = new QueryClient();

beforeEach(() => {
  sent.length = 0;
  useToasts.setState([], true);
  queries.setQueryData(KEYS.dead, [letter]);
  vi.stubGlobal("window", {});
  vi.stubGlobal("location", { origin: "http://office" });
  vi.stubGlobal("document", { hasFocus: () => true });
  vi.stubGlobal("fetch", async (url: string, { body }: RequestInit) => {
    sent.push([new URL(url).pathname, JSON.parse(String(body))]);
    return answer();
  });
});
afterEach(() => {
  setLeaving(7, false);
  useToasts.setState([], true);
  queries.clear();
  vi.unstubAllGlobals();
});

test("a part that runs again leaves its card, says where it runs, and runs once however often it is asked for", async () => {
  await retryPart(letter);
  await retryPart(letter);
  const request = ["/api/runs/run_2/retry", { from: "root/check", key: "part-7" }];
  expect(sent).toEqual([request, request]);
  expect(useToasts.getState()).toMatchObject([
    { text: "The part runs again, in a conversation of its own", href: "/chat?id=conv_2" },
  ]);
  expect(useLeaving.getState().has(7)).toBe(true);
});

test("a part that the daemon does not run again keeps its card", async () => {
  answer = () => Response.json({ error: "It is gone.", code: "NOT_FOUND" }, { status: 404 });
  await expect(retryPart(letter)).rejects.toThrow("It is gone.");
  expect([useToasts.getState(), useLeaving.getState().has(7)]).toEqual([[], false]);
});
