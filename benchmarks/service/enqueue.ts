/** HTTP enqueue at `synchronous=FULL`: accepted messages a second, and how long one caller waits. */

import { claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median, percentile } from "../support/statistics.js";

const MESSAGES = 6_000;
const CALLERS = 32;
const ROUNDS = 3;
/** Calls until connections are open and V8 has compiled what is used. They are reported on their own. */
const FIRST = 1_000;

export async function measureEnqueue(): Promise<Figure[]> {
  const rates: number[] = [];
  const early: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // One live agent at most: what is measured is acceptance, not the work behind it.
    await using daemon = await startBenchDaemon({ agents: claudeAgents(1), execution: { maxLiveAgents: 1 } });
    const waits: number[] = [];
    let next = 0;
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (next < MESSAGES) {
          const id = next++;
          const sent = performance.now();
          const { status } = await daemon.post("/api/message", {
            message: `message ${id}`,
            agent: "a0",
            messageId: `m${id}`,
          });
          if (status !== 200) throw new Error(`refused with ${status}`);
          waits.push(performance.now() - sent);
        }
      }),
    );
    rates.push(MESSAGES / ((performance.now() - begun) / 1_000));
    early.push(percentile(waits.slice(0, FIRST), 0.99));
    later.push(percentile(waits.slice(FIRST), 0.99));
  }
  return [
    { name: `accepted messages, ${CALLERS} callers`, value: median(rates), unit: "/s", aim: { min: 1_000 } },
    { name: "p99 of one call", value: median(later), unit: "ms", aim: { max: 25 } },
    { name: "p99 of the first 1,000 calls after a start", value: median(early), unit: "ms" },
  ];
}
