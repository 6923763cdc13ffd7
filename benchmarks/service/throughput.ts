/**
 * 20 agents × 50 messages with a cheap agent, against a daemon that does the bare minimum, interleaved. Daemons run for days, so
 * what counts is a burst of one that has answered some before. The first burst after a start is reported beside it.
 */
import { startBareDaemon } from "../support/bare-daemon.js";
import { BURST, LIVE_MAX, runBurst, startBurstDaemon, type Target } from "../support/burst.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";

const ROUNDS = 5;
/** Bursts until V8 has compiled what is used. */
const WARM_UP = 3;

export async function measureThroughput(): Promise<Figure[]> {
  await using bare = await startBareDaemon(LIVE_MAX);
  await using ours = await startBurstDaemon();
  const first = { bare: await measureRate(bare), ours: await measureRate(ours) };
  const rates = { bare: [] as number[], ours: [] as number[] };
  for (let round = 1 - WARM_UP; round < ROUNDS; round += 1) {
    const [bareRate, ourRate] = [await measureRate(bare), await measureRate(ours)];
    if (round < 0) continue;
    rates.bare.push(bareRate);
    rates.ours.push(ourRate);
  }
  const bareRate = median(rates.bare);
  const ourRate = median(rates.ours);
  return [
    { name: "first burst after a start: bare daemon", value: first.bare, unit: "/s" },
    { name: "first burst after a start: TinyAGI", value: first.ours, unit: "/s" },
    { name: "first burst after a start: ratio", value: first.ours / first.bare, unit: "" },
    { name: "bare daemon", value: bareRate, unit: "/s" },
    { name: "TinyAGI", value: ourRate, unit: "/s" },
    { name: "ratio", value: ourRate / bareRate, unit: "", aim: { min: 0.8 } },
  ];
}

/** Messages a second in one burst. */
async function measureRate(target: Target): Promise<number> {
  return BURST / ((await runBurst(target)) / 1_000);
}
