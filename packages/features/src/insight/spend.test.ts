/** A sum over many runs is bounded and must not block the daemon. */
import { expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { SPEND_RUNS_MAX, spendReport } from "./spend.js";

test("a sum stops at its limit, counts runs of one millisecond once, and yields to other work", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  const count = SPEND_RUNS_MAX + 10;
  store.writeNow(() =>
    store.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,provider,attempt,boot_id,status,output,cost_usd,created_at)
      SELECT 'run_' || i, i, 'c' || (i % 5000), 'r', 0, 'agent' || (i % 10), 'p', 1, 'b', 'completed', 'text', 0.5, ${clock.now()} - i / 5000 FROM n`),
  );
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 0);
  const report = await spendReport(store, { by: "agent", limit: 5 }, clock.now());
  clearInterval(others);
  expect(turns).toBeGreaterThan(5);
  expect(report).toMatchObject({
    truncated: true,
    total: { runs: SPEND_RUNS_MAX, costUsd: SPEND_RUNS_MAX / 2 },
  });
  expect(report.rows).toHaveLength(5);
  const since = clock.now() - 1;
  const few = await spendReport(store, { by: "agent", limit: 20, since }, clock.now());
  expect(few).toMatchObject({ truncated: false, total: { runs: 9_999 } });
  expect(few.rows.map((row) => row.runs).reduce((a, b) => a + b)).toBe(9_999);
});
