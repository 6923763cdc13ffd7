/**
 * How much later than the agent CLI itself an answer is there: one message at a time, against the bare process. Daemons run
 * for days, so what counts is one that has answered some before. The first messages after a start are reported beside it.
 */
import { spawn } from "node:child_process";
import { type BurstDaemon, runBurst, startBurstDaemon } from "../support/burst.js";
import type { Figure } from "../support/figure.js";
import { openReplies } from "../support/replies.js";
import { median, percentile } from "../support/statistics.js";

const MESSAGES = 200;
const FIRST = 20;
/** Bursts until V8 has compiled what is used. */
const WARM_UP_BURSTS = 3;
const PROMPT = `${JSON.stringify({ type: "user", message: { role: "user", content: "hello" } })}\n`;

export async function measureLatency(): Promise<Figure[]> {
  await using daemon = await startBurstDaemon();
  await sample(daemon, FIRST);
  const early = await sample(daemon, MESSAGES);
  for (let burst = 0; burst < WARM_UP_BURSTS; burst += 1) await runBurst(daemon);
  const later = await sample(daemon, MESSAGES);
  return [
    { name: "agent process alone, p50", value: median(later.bare), unit: "ms" },
    { name: "accepted to reply, above that, p50", value: median(later.above), unit: "ms", aim: { max: 6 } },
    {
      name: "accepted to reply, above that, p99",
      value: percentile(later.above, 0.99),
      unit: "ms",
      aim: { max: 20 },
    },
    { name: "first 200 after a start, above that, p50", value: median(early.above), unit: "ms" },
    { name: "first 200 after a start, above that, p99", value: percentile(early.above, 0.99), unit: "ms" },
  ];
}

/** Interleaved, so that whatever else the machine does hits both alike. */
async function sample(daemon: BurstDaemon, messages: number): Promise<{ bare: number[]; above: number[] }> {
  using replies = await openReplies(daemon);
  const bare: number[] = [];
  const whole: number[] = [];
  for (let index = 0; index < messages; index += 1) {
    bare.push(await runBare(daemon.agentCommand));
    whole.push(await replies.ask("a0"));
  }
  const alone = median(bare);
  return { bare, above: whole.map((total) => total - alone) };
}

function runBare(command: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(
      command,
      ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"],
      { stdio: ["pipe", "pipe", "ignore"] },
    );
    child.stdout.resume();
    child.on("error", reject);
    child.on("close", () => resolve(performance.now() - begun));
    child.stdin.end(PROMPT);
  });
}
