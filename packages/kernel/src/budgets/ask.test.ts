/** Budgets with `onLimit: "ask"` in the engine: the message waits, and a person decides whether the budget is raised. */
import { HarnessError, type Settings, settingsSchema } from "@tinyagi/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import { toFailureFact } from "../queue/failure-fact.js";
import { createEngineFixture, type EngineFixture } from "../runner/fixture.js";

const agent = { name: "Coder", provider: "demo", model: "" };

function settings(values: Record<string, unknown>): () => Settings {
  const parsed = settingsSchema.parse({ agents: { coder: agent, writer: agent }, ...values });
  return () => parsed;
}

/** Uses one token more than the budget in its first run, and is stopped; later runs answer. */
function overspender() {
  let runs = 0;
  return (request: { prompt: string }, context: { signal: AbortSignal; onEvent: (event: never) => void }) => {
    runs += 1;
    const usage = { inputTokens: runs === 1 ? 130 : 10 };
    context.onEvent({ type: "usage", usage } as never);
    if (context.signal.aborted) throw new HarnessError("cancelled", "aborted", { partialText: "half" });
    return { text: request.prompt, usage };
  };
}

const tokens = (onLimit: string) => settings({ budgets: { conversation: { tokens: 100, onLimit } } });

const DAY_MS = 86_400_000;
const by = "operator";

/** The one open approval. */
async function openAsk(it: EngineFixture) {
  await it.settled();
  const rows = it.approvals.list({ status: "open", limit: 9 });
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (row === undefined) throw new Error("nothing is open");
  return row;
}

async function started(options: Parameters<typeof createEngineFixture>[0]): Promise<EngineFixture> {
  const it = createEngineFixture(options);
  onTestFinished(() => it[Symbol.asyncDispose]());
  await it.budgets.start();
  it.dispatcher.start();
  return it;
}

const answers = (it: EngineFixture) => it.store.runs.list({ limit: 9 }).map(({ status }) => status);

/** @requirement BUDGET-4 */
describe("a run that reaches a budget that asks", () => {
  test("is ended, and its message waits for one approval with the exact numbers", async () => {
    const it = await started({ agents: { coder: overspender() }, settings: tokens("ask") });
    const id = it.send("coder", "work");
    await it.settled();
    it.clock.advance(600_000);
    const row = await openAsk(it);
    expect(it.requests).toHaveLength(1);
    const waiting = it.store.messages.get(id);
    expect(waiting).toMatchObject({
      status: "pending",
      error_class: "budget",
      result_text: "half",
      last_error: "waits for a person: the budget of this conversation is used up (130 of 100 tokens).",
    });
    expect(waiting && toFailureFact(waiting)?.budget).toMatchObject({
      budget: "conversation:c1",
      day: null,
      act: "waits",
    });
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "cancelled", error_class: "budget" }]);
    expect(row).toMatchObject({
      kind: "budget",
      message_row_id: id,
      conversation_id: "c1",
      title: "Raise the budget of a conversation by 100 tokens?",
    });
    expect(JSON.parse(row.preview ?? "")).toMatchObject({
      budget: "conversation:c1",
      day: null,
      limit: { tokens: 100 },
      used: { tokens: 130 },
      added: { tokens: 100 },
    });
    expect(it.store.outbox.newest(1, null)[0]?.message).toContain(
      `@coder has reached a budget and waits:\n> Raise the budget of a conversation by 100 tokens?`,
    );
    expect(it.budgets.list()).toMatchObject([{ scope: "conversation:c1", state: "exceeded" }]);
  });

  test("continues after the approval, with exactly the approved amount, and the approval counts once", async () => {
    const it = await started({ agents: { coder: overspender() }, settings: tokens("ask") });
    const id = it.send("coder", "work");
    const { id: ask, digest } = await openAsk(it);
    await it.approvals.approve(ask, { digest, by });
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status: "completed" });
    expect(it.requests.at(-1)?.prompt).toMatch(/was stopped by a budget.*Continue it.*work$/s);
    expect(it.requests.at(-1)?.prompt).not.toContain("asked a person");
    expect(it.budgets.list()).toEqual([]);
    expect(it.store.budgets.state({ scope: "conversation:c1", period: "" })?.extra_tokens).toBe(100);
    await expect(it.approvals.approve(ask, { digest, by })).rejects.toMatchObject({
      code: "APPROVAL_ANSWERED",
    });
    expect(it.events.filter(({ type }) => type === "budget.extended")).toMatchObject([
      { data: { budget: "conversation:c1", by, added: { tokens: 100 } } },
    ]);
  });

  test.each(["denied", "expired"] as const)(
    "ends visibly when the approval is %s, and a later raise continues it",
    async (how) => {
      const it = await started({ agents: { coder: overspender() }, settings: tokens("ask") });
      const id = it.send("coder", "work");
      const { id: ask, digest } = await openAsk(it);
      if (how === "denied") await it.approvals.deny(ask, { digest, by, text: "too dear" });
      else it.clock.advance(3_600_000);
      await it.settled();
      const why = how === "denied" ? "A person denied more (too dear)" : "No one approved more in time";
      expect(it.store.messages.get(id)).toMatchObject({
        status: "cancelled",
        error_class: "budget",
        result_text: "half",
        last_error: `stopped: the budget of this conversation is used up (130 of 100 tokens). ${why}. Raise it, and TinyAGI continues: /budget extend conversation:c1 --tokens 100 (an owner), or \`tinyagi budget extend conversation:c1 --tokens 100\`.`,
      });
      expect(it.requests).toHaveLength(1);
      await it.budgets.extend("conversation:c1", { tokens: 100 }, by);
      await it.settled();
      expect(it.status(id)).toBe("completed");
    },
  );
});

/** @requirement BUDGET-4 */
describe("messages that a budget that asks has no room for", () => {
  const runs = (values: object = {}) =>
    settings({
      agents: { coder: agent, writer: agent },
      budgets: { day: { runs: 1, onLimit: "ask" } },
      ...values,
    });

  test("wait for one approval, and all run after it", async () => {
    const it = await started({ agents: { coder: () => "ok", writer: () => "ok" }, settings: runs() });
    const first = it.send("coder");
    await it.settled();
    const ids = [it.send("coder"), it.send("writer")];
    const { id: ask, digest, run_id } = await openAsk(it);
    expect(run_id).toBe("");
    expect([first, ...ids].map(it.status)).toEqual(["completed", "pending", "pending"]);
    expect(ids.map((id) => it.store.messages.get(id)?.attempts)).toEqual([0, 0]);
    expect(it.events.filter(({ type }) => type === "budget.exceeded")).toMatchObject(
      ids.map(() => ({ data: { action: "asked" } })),
    );
    await it.budgets.extend("day", { runs: 1 }, by);
    await it.settled();
    expect(it.approvals.get(ask).status).toBe("cancelled");
    // One has run. The other needs more, which is another question.
    const again = await openAsk(it);
    await expect(it.approvals.approve(ask, { digest, by })).rejects.toMatchObject({
      code: "APPROVAL_CLOSED",
    });
    await it.approvals.approve(again.id, { digest: again.digest, by });
    await it.settled();
    expect(ids.map(it.status)).toEqual(["completed", "completed"]);
    expect(answers(it)).toEqual(["completed", "completed", "completed"]);
  });

  test("run when the settings give them room", async () => {
    let current = runs()();
    const it = await started({ agents: { coder: () => "ok" }, settings: () => current });
    it.send("coder");
    await it.settled();
    const id = it.send("coder");
    const { id: ask } = await openAsk(it);
    current = settings({})();
    await it.store.write(() =>
      it.journal.append("settings.changed", { author: "me", revision: 2, paths: [] }),
    );
    await it.settled();
    expect([it.status(id), it.approvals.get(ask).status]).toEqual(["completed", "cancelled"]);
  });

  test("run when a new day begins", async () => {
    const it = await started({
      agents: { coder: () => "ok" },
      settings: runs(),
      approvalExpiryMs: 7 * DAY_MS,
    });
    it.send("coder");
    await it.settled();
    const id = it.send("coder");
    const { id: ask } = await openAsk(it);
    it.clock.advance(DAY_MS);
    await it.settled();
    expect([it.status(id), it.approvals.get(ask).status]).toEqual(["completed", "cancelled"]);
  });

  test("share an approval that lives as long as one of them waits", async () => {
    const it = await started({ agents: { coder: () => "ok", writer: () => "ok" }, settings: runs() });
    it.send("coder");
    await it.settled();
    const [one, other] = [it.send("coder"), it.send("writer")];
    const { id: ask } = await openAsk(it);
    await it.store.write(() => it.queue.cancel(one, { code: "operator" }));
    expect(await openAsk(it)).toMatchObject({ id: ask, message_row_id: other });
    await it.store.write(() => it.queue.cancel(other, { code: "operator" }));
    await it.settled();
    expect(it.approvals.get(ask).status).toBe("cancelled");
  });

  test("end at once when another budget that stops is used up, too", async () => {
    const it = await started({
      agents: { coder: () => "ok" },
      settings: runs({
        budgets: { conversation: { runs: 1, onLimit: "ask" }, day: { runs: 1, onLimit: "stop" } },
      }),
    });
    it.send("coder");
    await it.settled();
    const id = it.send("coder");
    await it.settled();
    expect(it.status(id)).toBe("cancelled");
    expect(it.approvals.list({ status: "open", limit: 9 })).toEqual([]);
  });
});

test("a run that reaches a budget that asks and one that stops ends", async () => {
  const it = await started({
    agents: { coder: overspender() },
    settings: settings({
      budgets: { conversation: { tokens: 100, onLimit: "ask" }, day: { tokens: 100 } },
    }),
  });
  const id = it.send("coder");
  await it.settled();
  expect(it.status(id)).toBe("cancelled");
});
