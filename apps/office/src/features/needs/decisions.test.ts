import { QueryClient } from "@tanstack/react-query";
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keep, readStored } from "../../lib/kept";
import { KEYS } from "../../lib/keys";
import type { Approval } from "../../lib/queries";
import { pauseToasts, UNDO_MS, undoNewest, useToasts } from "../../ui/toasts";
import { canHold, decide, useStandings } from "./decisions";

const sent: { url: string; body: unknown }[] = [];
const ask = partial<Approval>({
  id: "ask_k7qx2m9p",
  digest: "d".repeat(64),
  kind: "question",
  agent: "coder",
  status: "open",
});
const held = { status: "answered", answer: "Red", by: "operator", until: 8_000 } as const;
let queries: QueryClient;
let answer: (path: string) => Response;

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  answer = (path) => Response.json(path.endsWith("/undo") ? ask : { ...ask, held });
  queries = new QueryClient();
  queries.setQueryData(KEYS.approvals, [ask]);
  vi.stubGlobal("window", {});
  vi.stubGlobal("location", { origin: "http://office" });
  vi.stubGlobal("document", { hasFocus: () => true });
  vi.stubGlobal("fetch", async (url: string, options: RequestInit) => {
    const { pathname } = new URL(url);
    sent.push({ url: pathname, body: JSON.parse(String(options.body ?? "null")) });
    return answer(pathname);
  });
});
afterEach(() => {
  useToasts.setState([], true);
  useStandings.setState(new Map(), true);
  queries.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const decideRed = (): Promise<void> => decide(queries, ask, { verb: "answer", text: "Red", name: "Coder" });
const lines = (): string[] => useToasts.getState().map(({ text }) => text);
const listed = (): unknown => queries.getQueryData(KEYS.approvals);

test("a decision is with the daemon at once, which holds it as long as the line offers Undo", async () => {
  const sending = decideRed();
  expect(useStandings.getState().get(ask.id)).toEqual({ state: "sending" });
  await sending;
  expect(sent).toEqual([
    { url: `/api/approvals/${ask.id}/answer`, body: { digest: ask.digest, text: "Red", holdMs: UNDO_MS } },
  ]);
  expect(lines()).toEqual(["Answer to Coder. Takes effect in 8 seconds"]);
  expect([listed(), useStandings.getState().size]).toEqual([[{ ...ask, held }], 0]);
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  expect([lines(), sent.length]).toEqual([[], 1]);
});

test("the time of its line does not stand still: the daemon's does not either", async () => {
  await decideRed();
  pauseToasts();
  await vi.advanceTimersByTimeAsync(UNDO_MS);
  expect(lines()).toEqual([]);
});

test("Undo takes it back in the daemon, and offers what was written again", async () => {
  keep(`answer.${ask.id}`, "Red");
  await decideRed();
  expect(readStored(`answer.${ask.id}`)).toBeUndefined();
  expect(undoNewest()).toBe(true);
  await vi.waitFor(() => expect(listed()).toEqual([ask]));
  expect(sent.at(-1)?.url).toBe(`/api/approvals/${ask.id}/undo`);
  expect(readStored(`answer.${ask.id}`)).toBe("Red");
  expect([lines(), undoNewest()]).toEqual([[], false]);
});

test("an Undo that comes too late says so", async () => {
  await decideRed();
  const late = { error: "This was answered before, by operator.", code: "APPROVAL_ANSWERED" };
  answer = () => Response.json(late, { status: 409 });
  undoNewest();
  await vi.waitFor(() => expect(lines()).toEqual([expect.stringContaining(late.error)]));
});

test("a decision that the daemon refuses is open again and says why", async () => {
  answer = () =>
    Response.json({ error: "It was answered before.", code: "APPROVAL_ANSWERED" }, { status: 409 });
  await decideRed();
  expect(useStandings.getState().get(ask.id)).toMatchObject({
    state: "refused",
    error: { message: "It was answered before." },
  });
  expect(lines()).toEqual(["Not sent: It was answered before."]);
});

test("what raises a budget takes effect at once, and is no longer listed", async () => {
  const approve = { verb: "approve" } as const;
  const over = partial<NonNullable<Approval["estimate"]>>({ budgets: [{ fits: false }] as never });
  expect(canHold({ kind: "permission" }, approve)).toBe(true);
  expect(canHold({ kind: "budget" }, approve)).toBe(false);
  expect(canHold({ kind: "spawn", estimate: over }, approve)).toBe(false);
  expect(canHold({ kind: "budget" }, { verb: "deny" })).toBe(true);
  answer = () => Response.json({ ...ask, status: "approved" });
  await decide(queries, { ...ask, kind: "budget" }, { ...approve, name: "Coder" });
  expect(sent[0]?.body).toEqual({ digest: ask.digest });
  expect([lines(), listed()]).toEqual([[], []]);
});
