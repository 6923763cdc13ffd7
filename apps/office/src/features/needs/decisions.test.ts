import { QueryClient } from "@tanstack/react-query";
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KEYS } from "../../lib/keys";
import type { Approval } from "../../lib/queries";
import { settleAll, UNDO_MS, undoNewest, useToasts } from "../../ui/toasts";
import { canHold, decide, useStandings } from "./decisions";

const sent: { url: string; body: unknown; keepalive: boolean }[] = [];
const ask = partial<Approval>({
  id: "ask_k7qx2m9p",
  digest: "d".repeat(64),
  kind: "question",
  agent: "coder",
});
let queries: QueryClient;
let answer = (): Response => Response.json({ ok: true });

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  answer = () => Response.json({ ok: true });
  queries = new QueryClient();
  queries.setQueryData(KEYS.approvals, [ask]);
  vi.stubGlobal("window", {});
  vi.stubGlobal("location", { origin: "http://office" });
  vi.stubGlobal("document", { hasFocus: () => true });
  vi.stubGlobal("fetch", async (url: string, options: RequestInit) => {
    sent.push({
      url: new URL(url).pathname,
      body: JSON.parse(String(options.body)),
      keepalive: options.keepalive === true,
    });
    return answer();
  });
});
afterEach(async () => {
  settleAll();
  await vi.runAllTimersAsync();
  useStandings.setState(new Map(), true);
  queries.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const decideRed = (): void => decide(queries, ask, { verb: "answer", text: "Red" }, "Coder");
const lines = (): string[] => useToasts.getState().map(({ text }) => text);

test("a decision is sent when its time to undo is over, and not before", async () => {
  decideRed();
  expect(lines()).toEqual(["Answer to Coder. Sent in 8 seconds"]);
  expect(useStandings.getState().get(ask.id)?.state).toBe("held");
  await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(2);
  expect(sent).toMatchObject([{ body: { digest: ask.digest, text: "Red" }, keepalive: true }]);
  await vi.waitFor(() => expect(queries.getQueryData(KEYS.approvals)).toEqual([]));
  expect(useStandings.getState().size).toBe(0);
});

test("a decision that is taken back is never sent", async () => {
  decideRed();
  expect(undoNewest()).toBe(true);
  await vi.advanceTimersByTimeAsync(2 * UNDO_MS);
  expect(sent).toEqual([]);
  expect([useStandings.getState().size, undoNewest()]).toEqual([0, false]);
});

test("when the page is closed, what was decided is sent at once, with a request that outlives the page", async () => {
  decideRed();
  settleAll();
  await vi.waitFor(() => expect(sent).toMatchObject([{ keepalive: true }]));
});

test("a decision that the daemon refuses is open again and says why", async () => {
  answer = () =>
    Response.json({ error: "It was answered before.", code: "APPROVAL_ANSWERED" }, { status: 409 });
  decideRed();
  await vi.advanceTimersByTimeAsync(UNDO_MS + 1);
  await vi.waitFor(() =>
    expect(useStandings.getState().get(ask.id)).toMatchObject({
      state: "refused",
      error: { message: "It was answered before." },
    }),
  );
  expect(lines()).toEqual(["Not sent: It was answered before."]);
});

test("what raises a budget, or is too long for a page that closes, is sent at once", async () => {
  const approve = { verb: "approve" } as const;
  const over = partial<NonNullable<Approval["estimate"]>>({ budgets: [{ fits: false }] as never });
  expect(canHold({ kind: "permission" }, approve)).toBe(true);
  expect(canHold({ kind: "budget" }, approve)).toBe(false);
  expect(canHold({ kind: "spawn", estimate: over }, approve)).toBe(false);
  expect(canHold({ kind: "budget" }, { verb: "deny" })).toBe(true);
  decide(queries, ask, { verb: "answer", text: "x".repeat(60_000) }, "Coder");
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(lines()).toEqual([]);
});

test("what all held answers weigh together fits into what a closing page may send", async () => {
  for (const id of ["ask_1", "ask_2", "ask_3"])
    decide(queries, { ...ask, id }, { verb: "answer", text: "红".repeat(7_000) }, "Coder");
  expect(lines()).toHaveLength(2);
  await vi.waitFor(() => expect(sent).toMatchObject([{ keepalive: false }]));
});

test("whoever waits for what was announced waits until the daemon has it", async () => {
  let hasArrived = false;
  vi.stubGlobal("fetch", async () => {
    await Promise.resolve();
    hasArrived = true;
    return answer();
  });
  decideRed();
  await settleAll();
  expect([hasArrived, useStandings.getState().size]).toEqual([true, 0]);
});
