/** 20 agents × 50 messages with a cheap agent, against a daemon that does the bare minimum, interleaved. */
import { startBareDaemon } from "../support/bare-daemon.js";
import { BURST, LIVE_MAX, runBurst, startBurstDaemon } from "../support/burst.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";

const ROUNDS = 3;

export async function measureThroughput(): Promise<Figure[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    {
      await using daemon = await startBareDaemon(LIVE_MAX);
      bare.push(rate(await runBurst(daemon)));
    }
    await using daemon = await startBurstDaemon();
    ours.push(rate(await runBurst(daemon)));
  }
  return [
    { name: "bare daemon", value: median(bare), unit: "/s" },
    { name: "TinyAGI", value: median(ours), unit: "/s" },
    { name: "ratio", value: median(ours) / median(bare), unit: "", aim: { min: 0.8 } },
  ];
}

function rate(ms: number): number {
  return BURST / (ms / 1_000);
}
