/** Compares sums of spend with sums over a plain list. */
import { SPEND_GROUPS } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { spendReport } from "./spend.js";

const DAY = 86_400_000;
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const run = fc.record({
  agent_id: fc.constantFrom("a", "b", "__proto__"),
  conversation_id: fc.constantFrom("c1", "c2", "constructor"),
  model: nullable(fc.constantFrom("m1", "m2")),
  provider: fc.constantFrom("p", "q"),
  input_tokens: nullable(fc.nat(1_000)),
  output_tokens: nullable(fc.nat(1_000)),
  cached_tokens: nullable(fc.nat(1_000)),
  // Multiples of a quarter, so that sums are exact.
  cost_usd: nullable(fc.nat(40).map((quarters) => quarters / 4)),
  cost_estimated: fc.constantFrom(0, 1),
  age: fc.integer({ min: 0, max: 40 * DAY }),
});

test("every grouping gives the same total, includes every run and shows no missing value as 0", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  clock.advance(Date.UTC(2026, 6, 1) - clock.now());
  const now = clock.now();
  await fc.assert(
    fc.asyncProperty(fc.array(run, { maxLength: 25 }), async (runs) => {
      store.writeNow(() => store.db.exec("DELETE FROM runs"));
      const insert = store.db.prepare(
        `INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,model,provider,attempt,boot_id,status,output,input_tokens,output_tokens,cached_tokens,cost_usd,cost_estimated,created_at)
         VALUES ('r' || @at, @at, @conversation_id, 'r', 0, @agent_id, @model, @provider, 1, 'b', 'completed', '', @input_tokens, @output_tokens, @cached_tokens, @cost_usd, @cost_estimated, @created_at)`,
      );
      store.writeNow(() => {
        for (const [at, { age, ...row }] of runs.entries())
          insert.run({ ...row, at: at + 1, created_at: now - age });
      });
      const seen = runs.filter(({ age }) => age < 30 * DAY);
      const sum = (
        key: "input_tokens" | "cost_usd",
        where: (row: (typeof runs)[number]) => boolean = () => true,
      ) => {
        const known = seen.filter(where).flatMap((row) => row[key] ?? []);
        return known.length === 0 ? null : known.reduce((a, b) => a + b);
      };
      for (const by of SPEND_GROUPS) {
        const { rows, total, truncated, rest, days } = await spendReport(store, { by, limit: 100 }, now);
        expect([truncated, rest, days]).toEqual([false, null, undefined]);
        expect(total).toMatchObject({
          runs: seen.length,
          inputTokens: sum("input_tokens"),
          costUsd: sum("cost_usd"),
          unpricedRuns: seen.filter((row) => row.cost_usd === null).length,
          estimated: seen.some((row) => row.cost_estimated === 1),
          estimatedUsd: sum("cost_usd", (row) => row.cost_estimated === 1),
        });
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        expect(rows.reduce((count, row) => count + row.runs, 0)).toBe(seen.length);
        const order = rows.map((row) => (by === "day" ? row.key : (row.costUsd ?? -1)));
        expect(order).toEqual([...order].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
        const one = await spendReport(store, { by, limit: 1 }, now);
        expect(one.rows).toEqual(rows.slice(0, 1));
        expect((one.rows[0]?.runs ?? 0) + (one.rest?.runs ?? 0)).toBe(seen.length);
      }
    }),
    { numRuns: 15 },
  );
});

test("by default the range includes the current millisecond; the end of an explicit range is excluded", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  const now = clock.now();
  store.db.exec(
    `INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,provider,attempt,boot_id,status,output,created_at) VALUES ('r',1,'c','r',0,'a','p',1,'b','completed','',${now})`,
  );
  const runs = async (range: { since?: number; until?: number }) =>
    (await spendReport(store, { by: "agent", limit: 1, ...range }, now)).total.runs;
  expect(await runs({})).toBe(1);
  expect(await runs({ since: now })).toBe(1);
  expect(await runs({ until: now })).toBe(0);
  expect(await runs({ since: now, until: now + 1 })).toBe(1);
  for (const range of [{ since: now, until: now }, { since: now + 2 }])
    await expect(runs(range)).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("so many days are listed with their sums, those without a run too, and the groups add up to the total of each day", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  clock.advance(new Date(2026, 10, 22, 12).getTime() - clock.now());
  const insert = store.db.prepare(
    `INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,provider,attempt,boot_id,status,output,cost_usd,cost_estimated,created_at)
     VALUES (@id, 1, 'c', 'r', 0, @agent, 'p', 1, 'b', 'completed', '', @usd, @estimated, @at)`,
  );
  const on = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
  insert.run({ id: "r1", agent: "a", usd: 1, estimated: 0, at: on(22, 0) });
  insert.run({ id: "r2", agent: "a", usd: 2, estimated: 1, at: on(20, 23) });
  insert.run({ id: "r3", agent: "b", usd: 4, estimated: 0, at: on(20, 1) });
  insert.run({ id: "r4", agent: "b", usd: 8, estimated: 0, at: on(19, 23) });
  const report = await spendReport(store, { by: "agent", days: 3, limit: 1 }, clock.now());
  expect(report.days).toEqual(["2026-11-20", "2026-11-21", "2026-11-22"]);
  expect(report.since).toBe(on(20, 0));
  expect(report.rows).toMatchObject([{ key: "b", costUsd: 4, perDay: [{ day: "2026-11-20", costUsd: 4 }] }]);
  expect(report.rest).toMatchObject({
    costUsd: 3,
    estimatedUsd: 2,
    perDay: [
      { day: "2026-11-20", costUsd: 2, estimatedUsd: 2 },
      { day: "2026-11-22", costUsd: 1, estimatedUsd: null },
    ],
  });
  expect(report.total.perDay).toMatchObject([{ costUsd: 6 }, { costUsd: 1 }]);
  expect(report.expectedToday).toEqual({ costUsd: 2, tokens: 0 });
  await expect(
    spendReport(store, { by: "agent", days: 3, since: 1, limit: 1 }, clock.now()),
  ).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
});

test("tasks and conversations have names; what was deleted has none", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  const names = async (by: "task" | "channel" | "conversation") =>
    (await spendReport(store, { by, limit: 9 }, clock.now())).rows.map(({ key, name }) => [key, name]);
  store.db.exec(
    `INSERT INTO conversations (id,inbound_id,reply_to_id,channel,sender,join_mode,text,limits,created_at,deadline_at,task_id)
     VALUES ('conv_1','i','i','telegram','Ada','reply','write the menu','{}',1,2,'gone');
     INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,provider,attempt,boot_id,status,output,created_at)
     VALUES ('r',1,'conv_1','r',0,'a','p',1,'b','completed','',${clock.now()})`,
  );
  expect(await names("conversation")).toEqual([["conv_1", "write the menu"]]);
  expect(await names("channel")).toEqual([["telegram", null]]);
  expect(await names("task")).toEqual([["gone", null]]);
});
