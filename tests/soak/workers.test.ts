/**
 * 2,000 messages for agents on three workers, and 100 kills of workers, engine and daemon in any order. `pnpm test:soak`
 * runs it; the short version is `tests/chaos/workers.test.ts`. The seed is printed, and `CHAOS_SEED` runs it again.
 *
 * @requirement WORKER-1 @requirement DURABLE-1 @requirement DURABLE-2
 */
import { needs } from "@tinyagi/testkit";
import { describe, expect, onTestFailed, test } from "vitest";
import { SEED } from "../chaos/support/knobs.js";
import { openFleet } from "../chaos/support/worker-fleet.js";
import { runCampaign } from "../chaos/support/worker-kills.js";

const CAMPAIGN = { messages: 2_000, kills: 100, seed: SEED };
const LIMIT_MS = 2 * 60 * 60_000;

describe("2,000 messages for agents on three workers", needs("redis-server"), () => {
  test("are each answered once and in their order, over 100 kills", { timeout: LIMIT_MS }, async () => {
    onTestFailed(() => console.error(`run it again with CHAOS_SEED=${SEED}`));
    await using fleet = await openFleet(["nas", "gpu", "desk"]);
    const { violations, figures } = await runCampaign(fleet, CAMPAIGN);
    console.info(JSON.stringify({ ...CAMPAIGN, ...figures }));
    expect(violations).toEqual([]);
    expect(figures.dead).toBe(0);
    expect(figures.processes).toBeGreaterThanOrEqual(CAMPAIGN.messages);
  });
});
