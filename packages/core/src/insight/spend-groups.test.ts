/** Compares sums of spend with sums over a plain list. */
import type { SpendGroupName } from "@tinyagi/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createTempStore } from "../store/fixture.js";
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
const BY: readonly SpendGroupName[] = ["agent", "team", "model", "provider", "day", "conversation"];

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
      const sum = (key: "input_tokens" | "cost_usd") => {
        const known = seen.flatMap((row) => row[key] ?? []);
        return known.length === 0 ? null : known.reduce((a, b) => a + b);
      };
      for (const by of BY) {
        const { rows, total, truncated } = await spendReport(store, { by, limit: 100 }, now);
        expect(truncated).toBe(false);
        expect(total).toMatchObject({
          runs: seen.length,
          inputTokens: sum("input_tokens"),
          costUsd: sum("cost_usd"),
          unpricedRuns: seen.filter((row) => row.cost_usd === null).length,
          estimated: seen.some((row) => row.cost_estimated === 1),
        });
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        expect(rows.reduce((count, row) => count + row.runs, 0)).toBe(seen.length);
        const order = rows.map((row) => (by === "day" ? row.key : (row.costUsd ?? -1)));
        expect(order).toEqual([...order].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
        expect((await spendReport(store, { by, limit: 1 }, now)).rows).toEqual(rows.slice(0, 1));
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
