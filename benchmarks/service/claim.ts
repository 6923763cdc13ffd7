/** What one claim costs with 1,000 and with 100,000 messages waiting. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createSystemClock, openStore, type Store } from "@tinyagi/core";
import { type Figure, median, percentile } from "../support/statistics.js";

const LANES = 20;
const CLAIMS = 400;

export async function measureClaim(): Promise<Figure[]> {
  const small = await claimTimes(1_000);
  const large = await claimTimes(100_000);
  return [
    { name: "claim with 1,000 pending, p50", value: median(small) * 1_000, unit: "µs" },
    { name: "claim with 100,000 pending, p50", value: median(large) * 1_000, unit: "µs" },
    { name: "claim with 100,000 pending, p99", value: percentile(large, 0.99), unit: "ms", aim: "≤ 10" },
    { name: "ratio of the medians", value: median(large) / median(small), unit: "", aim: "≤ 2" },
  ];
}

async function claimTimes(pending: number): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-claim-"));
  const store = openStore({ path: join(folder, "tinyagi.db"), clock: createSystemClock() });
  try {
    fill(store, pending);
    const newId = createIds();
    const times: number[] = [];
    for (let index = 0; index < CLAIMS; index += 1) {
      const lane = `a${index % LANES}`;
      const runId = newId("run");
      const begun = performance.now();
      const row = store.writeNow(() =>
        store.messages.claimHead({ lane, runId, bootId: "boot_bench", now: Date.now() }),
      );
      times.push(performance.now() - begun);
      if (row === undefined) throw new Error("nothing to claim");
      store.writeNow(() =>
        store.messages.complete(
          { id: row.id, runId, bootId: "boot_bench" },
          { text: "", files: null, now: Date.now() },
        ),
      );
    }
    return times;
  } finally {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

function fill(store: Store, pending: number): void {
  const now = Date.now();
  store.writeNow(() => {
    store.conversations.insert({
      id: "conv_bench",
      inbound_id: "bench",
      reply_to_id: "bench",
      channel: "api",
      sender: "bench",
      sender_id: null,
      team_id: null,
      join_mode: "reply",
      join_explicit: 0,
      text: "",
      chain: null,
      limits: "{}",
      notes: "[]",
      follow_up_of: null,
      metadata: null,
      quiet: 0,
      task_id: null,
      created_at: now,
      deadline_at: now,
    });
    for (let index = 0; index < pending; index += 1) {
      const lane = `a${index % LANES}`;
      store.messages.insert({
        message_id: `m${index}`,
        conversation_id: "conv_bench",
        lane,
        agent_id: lane,
        team_id: null,
        kind: "user",
        from_agent: null,
        parent_run_id: null,
        hop: 0,
        chain_step: null,
        text: "hello",
        created_at: now,
      });
    }
  });
}
