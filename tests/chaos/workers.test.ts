/**
 * Kills of workers, engine and daemon while agents on three workers answer. The seed decides what is sent and who dies;
 * `CHAOS_SEED` runs it again. The long run, 2,000 messages and 100 kills, is `tests/soak/workers.test.ts`.
 *
 * @requirement WORKER-1 @requirement DURABLE-1 @requirement DURABLE-2
 */
import { needs } from "@tinyagi/testkit";
import { describe, expect, onTestFailed, test } from "vitest";
import { SEED } from "./support/knobs.js";
import { openFleet } from "./support/worker-fleet.js";
import { runCampaign } from "./support/worker-kills.js";

const CAMPAIGN = { messages: 60, kills: 6, seed: SEED };

describe("agents on three workers", needs("redis-server"), () => {
  test("lose, repeat, mix up and overlap nothing while workers, engine and daemon are killed", async () => {
    onTestFailed(() => console.error(`run it again with CHAOS_SEED=${SEED}`));
    await using fleet = await openFleet(["nas", "gpu", "desk"]);
    const { violations, figures } = await runCampaign(fleet, CAMPAIGN);
    console.info(JSON.stringify({ ...CAMPAIGN, ...figures }));
    expect(violations).toEqual([]);
    expect(figures.dead).toBe(0);
    expect(figures.processes).toBeGreaterThanOrEqual(CAMPAIGN.messages);
  });
});
