/** How reliably and how fast agents answer, from runs and their messages as they are stored. */
import { HarnessError, settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture } from "../../../kernel/src/runner/fixture.js";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { TREND_RUNS_MAX, trendReport } from "./trends.js";

const DAY_MS = 86_400_000;
const agent = { name: "A", provider: "demo", model: "" };

interface Seeded {
  agent?: string;
  /** Milliseconds ago. */
  accepted: number;
  took?: number;
  attempts?: number;
  status?: "completed" | "dead" | "pending" | "cancelled";
  kind?: string;
  background?: number;
  replayed?: boolean;
}

/** Puts messages and their runs as the runner leaves them. */
function seed(temp: ReturnType<typeof createTempStore>, messages: readonly Seeded[]): void {
  const { store, clock } = temp;
  store.writeNow(() => {
    store.db.exec(
      "INSERT OR IGNORE INTO conversations (id,inbound_id,reply_to_id,channel,sender,join_mode,text,limits,created_at,deadline_at) VALUES ('c','i','i','web','Ann','reply','hi','{}',1,2)",
    );
    messages.forEach((one, at) => {
      const { agent: id = "coder", accepted, took = 1_000, attempts = 1, status = "completed" } = one;
      const acceptedAt = clock.now() - accepted;
      const total = attempts + (one.replayed === true ? 1 : 0);
      const row = store.db
        .prepare(
          `INSERT INTO messages (message_id,conversation_id,lane,agent_id,kind,text,status,attempts,total_attempts,background,created_at,updated_at)
           VALUES (?,'c',?,?,?,'hi',?,?,?,?,?,?)`,
        )
        .run(
          `m${at}`,
          id,
          id,
          one.kind ?? "user",
          status,
          attempts,
          total,
          one.background ?? 0,
          acceptedAt,
          1,
        );
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const isLast = attempt === attempts;
        const ended = isLast && status === "completed" ? "completed" : "failed";
        store.db
          .prepare(
            `INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,attempt,boot_id,status,created_at,finished_at)
             VALUES (?,?,'c','r',0,?,?,'b',?,?,?)`,
          )
          .run(
            `run_${row.lastInsertRowid}_${attempt}`,
            row.lastInsertRowid,
            id,
            attempt,
            ended,
            acceptedAt + attempt,
            acceptedAt + took,
          );
      }
    });
  });
}

test("success, retries and times are counted by agent, beside the same span before", async () => {
  await using temp = createTempStore();
  seed(temp, [
    ...[1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 60_000].map((took) => ({
      accepted: 2 * DAY_MS,
      took,
    })),
    { accepted: DAY_MS, attempts: 3, status: "dead" as const },
    { accepted: DAY_MS, status: "pending" as const },
    { accepted: 9 * DAY_MS, status: "dead" as const },
    { accepted: 9 * DAY_MS, took: 500 },
    { accepted: DAY_MS, agent: "writer", attempts: 2, took: 300 },
  ]);
  const report = await trendReport(temp.store, { days: 7, limit: 10 }, temp.clock.now());
  expect(report.rows.map((row) => row.agent)).toEqual(["coder", "writer"]);
  expect(report.rows[0]).toMatchObject({
    runs: 14,
    failedRuns: 4,
    retries: 2,
    answered: 10,
    failed: 1,
    successRate: 10 / 11,
    answerMs: { p50: 5_000, p90: 9_000 },
    before: { runs: 2, answered: 1, failed: 1, successRate: 0.5, answerMs: { p50: 500, p90: 500 } },
  });
  expect(report.rows[1]).toMatchObject({ retries: 1, answered: 1, answerMs: { p50: 300, p90: 300 } });
  expect(report.total).toMatchObject({ answered: 11, failed: 1, retries: 3 });
  expect(report.days).toHaveLength(7);
  expect(report.rows[0]?.perDay.map(({ answered, failed }) => [answered, failed])).toEqual([
    [10, 0],
    [0, 1],
  ]);
  const one = await trendReport(temp.store, { days: 7, limit: 1 }, temp.clock.now());
  expect(one).toMatchObject({ more: 1, total: { answered: 11 } });
});

test("what nobody waited for, sub-agents and what a person retried has no time, and nothing is 0 that was not measured", async () => {
  await using temp = createTempStore();
  const empty = await trendReport(temp.store, { days: 30, limit: 10 }, temp.clock.now());
  expect(empty).toMatchObject({ rows: [], total: { runs: 0, successRate: null, answerMs: null } });
  seed(temp, [
    { accepted: DAY_MS, background: 1 },
    { accepted: DAY_MS, replayed: true },
    { accepted: DAY_MS, kind: "node" },
    { accepted: DAY_MS, status: "cancelled" },
  ]);
  const { total } = await trendReport(temp.store, { days: 30, limit: 10 }, temp.clock.now());
  expect(total).toMatchObject({ runs: 3, answered: 2, failed: 0, successRate: 1, answerMs: null });
});

test("real runs are counted: an answer, and a message that failed for good", async () => {
  const coder: AgentScript = (request) => {
    if (request.prompt.includes("bad")) throw new HarnessError("invalid", "no such model");
    return Promise.resolve({ text: "done", usage: {} });
  };
  const parsed = settingsSchema.parse({ agents: { coder: agent } });
  await using it = createEngineFixture({ agents: { coder }, settings: () => parsed });
  it.dispatcher.start();
  it.send("coder", "good");
  it.send("coder", "bad");
  await it.settled();
  const { rows } = await trendReport(it.store, { days: 7, limit: 5 }, it.clock.now());
  expect(rows).toMatchObject([
    { agent: "coder", runs: 2, failedRuns: 1, answered: 1, failed: 1, successRate: 0.5 },
  ]);
});

test("a count stops at its limit and yields to other work", async () => {
  await using temp = createTempStore();
  const { store, clock } = temp;
  const count = TREND_RUNS_MAX + 10;
  seed(temp, [{ accepted: 1_000 }]);
  store.writeNow(() =>
    store.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO runs (id,message_row_id,conversation_id,root_run_id,depth,agent_id,provider,attempt,boot_id,status,created_at)
      SELECT 'run_' || i, 1, 'c', 'r', 0, 'agent' || (i % 10), 'p', 1, 'b', 'completed', ${clock.now()} - i / 5000 FROM n`),
  );
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 0);
  const report = await trendReport(store, { days: 7, limit: 5 }, clock.now());
  clearInterval(others);
  expect(turns).toBeGreaterThan(5);
  expect(report).toMatchObject({ truncated: true, total: { runs: TREND_RUNS_MAX }, more: 5 });
});
