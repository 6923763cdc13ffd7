/** What one claim costs with 1,000 and with 100,000 messages waiting. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds } from "@tinyagi/base";
import type { Store } from "@tinyagi/kernel";
import type { Figure } from "../support/figure.js";
import { LANES, openFilledStore } from "../support/pending-messages.js";
import { median, percentile } from "../support/statistics.js";

const CLAIMS = 400;
const WARM_UP = 100;

export async function measureClaim(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-claim-"));
  const few = openFilledStore(join(folder, "few.db"), 1_000);
  const many = openFilledStore(join(folder, "many.db"), 100_000);
  try {
    const small: number[] = [];
    const large: number[] = [];
    for (let index = 0; index < CLAIMS + WARM_UP; index += 1) {
      small.push(claimTime(few, index));
      large.push(claimTime(many, index));
    }
    return figures(small.slice(WARM_UP), large.slice(WARM_UP));
  } finally {
    await few[Symbol.asyncDispose]();
    await many[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

function figures(small: readonly number[], large: readonly number[]): Figure[] {
  return [
    { name: "claim with 1,000 pending, p50", value: median(small), unit: "ms" },
    { name: "claim with 100,000 pending, p50", value: median(large), unit: "ms" },
    { name: "claim with 100,000 pending, p99", value: percentile(large, 0.99), unit: "ms", aim: { max: 10 } },
    { name: "ratio of the medians", value: median(large) / median(small), unit: "", aim: { max: 2 } },
  ];
}

const newId = createIds();

/** Claims one message, then completes it outside of the measured time. Milliseconds. */
function claimTime(store: Store, index: number): number {
  const lane = `a${index % LANES}`;
  const runId = newId("run");
  const begun = performance.now();
  const row = store.writeNow(() =>
    store.messages.claimHead({ lane, runId, bootId: "boot_bench", now: Date.now() }),
  );
  const ms = performance.now() - begun;
  if (row === undefined) throw new Error("nothing to claim");
  store.writeNow(() =>
    store.messages.complete(
      { id: row.id, runId, bootId: "boot_bench" },
      { text: "", files: null, now: Date.now() },
    ),
  );
  return ms;
}
