/** What runs spend counts while they work: one figure, in the report and in budgets. */
import { settingsSchema, type Usage } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture, deferred } from "../../../kernel/src/runner/fixture.js";
import { spendReport } from "./spend.js";

const agent = { name: "Coder", provider: "demo", model: "" };
const HOUR_MS = 3_600_000;

test("a live run counts with what it used so far, as in budgets; it lacks no price until it has ended", async () => {
  const turns: { usage: Usage; work: ReturnType<typeof deferred<void>> }[] = [
    { usage: { inputTokens: 10, outputTokens: 2, costUsd: 6.74 }, work: deferred() },
    { usage: { inputTokens: 4, outputTokens: 1, costUsd: 0.49, estimated: true }, work: deferred() },
    { usage: {}, work: deferred() },
  ];
  let started = 0;
  const coder: AgentScript = async (_request, { onEvent, signal }) => {
    const turn = turns[started++];
    if (turn === undefined) throw new Error("one turn too many");
    signal.addEventListener("abort", () => turn.work.reject(new Error("aborted")), { once: true });
    onEvent({ type: "usage", usage: turn.usage });
    await turn.work.promise;
    return { text: "done", usage: turn.usage };
  };
  const parsed = settingsSchema.parse({ agents: { coder: agent }, budgets: { day: { usd: 20 } } });
  await using it = createEngineFixture({ agents: { coder }, settings: () => parsed });
  const noon = new Date(2026, 10, 22, 12).getTime();
  it.clock.advance(noon - it.clock.now());
  const seen = async () => {
    await it.store.write(() => undefined);
    const [day] = it.budgets.list();
    const report = await spendReport(it.store, { by: "agent", days: 1, limit: 1 }, it.clock.now());
    return { day, report };
  };
  it.dispatcher.start();
  it.send("coder");
  await expect.poll(() => started).toBe(1);
  turns[0]?.work.resolve();
  await it.settled();
  it.send("coder");
  await expect.poll(() => started).toBe(2);
  it.clock.advance(HOUR_MS);

  const { day, report } = await seen();
  expect(report.total).toMatchObject({
    runs: 2,
    costUsd: 7.23,
    inputTokens: 14,
    estimatedUsd: 0.49,
    unpricedRuns: 0,
  });
  expect(day?.used).toMatchObject({ runs: 2, usd: report.total.costUsd });
  expect(day?.estimated).toBe(true);
  expect(day?.forecast?.usd).toBeCloseTo(report.expectedToday?.costUsd ?? 0, 6);

  turns[1]?.work.resolve();
  await it.settled();
  expect((await seen()).report.total).toEqual(report.total);

  it.send("coder");
  await expect.poll(() => started).toBe(3);
  expect((await seen()).report.total).toMatchObject({ runs: 3, costUsd: 7.23, unpricedRuns: 0 });
  turns[2]?.work.resolve();
  await it.settled();
  expect((await seen()).report.total).toMatchObject({ runs: 3, unpricedRuns: 1 });
});
