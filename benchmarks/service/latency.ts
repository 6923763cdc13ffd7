/** How much later than the agent CLI itself an answer is there: one message at a time, against the bare process. */
import { spawn } from "node:child_process";
import { claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { openReplies } from "../support/replies.js";
import { median, percentile } from "../support/statistics.js";

const MESSAGES = 200;
const WARM_UP = 20;
const PROMPT = `${JSON.stringify({ type: "user", message: { role: "user", content: "hello" } })}\n`;

export async function measureLatency(): Promise<Figure[]> {
  await using daemon = await startBenchDaemon({ agents: claudeAgents(1) });
  using replies = openReplies(daemon);
  const bare: number[] = [];
  const whole: number[] = [];
  // Interleaved, so that whatever else the machine does hits both alike.
  for (let index = 0; index < MESSAGES + WARM_UP; index += 1) {
    const alone = await runBare(daemon.agentCommand);
    const total = await replies.ask("a0");
    if (index >= WARM_UP) {
      bare.push(alone);
      whole.push(total);
    }
  }
  const above = whole.map((total) => total - median(bare));
  return [
    { name: "agent process alone, p50", value: median(bare), unit: "ms" },
    { name: "accepted to reply, above that, p50", value: median(above), unit: "ms", aim: { max: 6 } },
    {
      name: "accepted to reply, above that, p99",
      value: percentile(above, 0.99),
      unit: "ms",
      aim: { max: 20 },
    },
  ];
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
