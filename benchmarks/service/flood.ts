/** One agent that writes without end beside others that answer at once: how much later theirs are there. */
import { renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitFor } from "@tinyagi/testkit";
import { type BenchDaemon, claudeAgents, queueStatus, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median, percentile } from "../support/statistics.js";

const LINES = 40_000;
const LINE_BYTES = 400;
const QUIET_ROUNDS = 40;
const FLOODING_AGENT = fileURLToPath(new URL("../support/flooding-agent.mjs", import.meta.url));

export async function measureFlood(): Promise<Figure[]> {
  await using daemon = await startBenchDaemon({
    agents: { ...claudeAgents(1), flood: { name: "Flood", provider: "anthropic", model: "sonnet" } },
  });
  letFlood(daemon);
  await sample(daemon, (taken) => taken >= QUIET_ROUNDS / 4);
  const quiet = await sample(daemon, (taken) => taken >= QUIET_ROUNDS);
  const memoryBefore = daemon.rssMiB();
  const begun = performance.now();
  const reply = daemon.client.sendAndWait({ message: "flood", agent: "flood" }, { timeoutMs: 300_000 });
  let floodMs: number | undefined;
  const ended = reply.then(() => {
    floodMs = performance.now() - begun;
  });
  const busy = await sample(daemon, () => floodMs !== undefined);
  await ended;
  return [
    { name: `${LINES} lines of ${LINE_BYTES} bytes read in`, value: floodMs ?? Number.NaN, unit: "ms" },
    { name: "another agent's answer, without a flood, p50", value: median(quiet.answers), unit: "ms" },
    { name: "another agent's answer, during the flood, p50", value: median(busy.answers), unit: "ms" },
    { name: "another agent's answer, during the flood, max", value: Math.max(...busy.answers), unit: "ms" },
    { name: "health, during the flood, p50", value: median(busy.health), unit: "ms" },
    {
      name: "health, during the flood, p99",
      value: percentile(busy.health, 0.99),
      unit: "ms",
      aim: { max: 20 },
    },
    { name: "memory gained", value: daemon.rssMiB() - memoryBefore, unit: "MiB" },
  ];
}

/** Puts a program in front of the cheap agent that floods for the agent `flood` alone. */
function letFlood({ agentCommand }: BenchDaemon): void {
  const cheap = join(dirname(agentCommand), "cheap-claude");
  renameSync(agentCommand, cheap);
  const flood = `exec "${process.execPath}" "${FLOODING_AGENT}" ${LINES} ${LINE_BYTES}`;
  const script = `#!/bin/sh\ncase "$*" in *--replay-user-messages*) exit 1 ;; esac\n[ "$TINYAGI_AGENT_ID" = flood ] && ${flood}\nexec "${cheap}" "$@"\n`;
  writeFileSync(agentCommand, script, { mode: 0o755 });
}

interface Samples {
  readonly answers: number[];
  readonly health: number[];
}

/** Times messages to an agent and health checks, both one after the other, until `done`. */
async function sample(daemon: BenchDaemon, done: (taken: number) => boolean): Promise<Samples> {
  const samples: Samples = { answers: [], health: [] };
  const isOver = () => samples.answers.length > 0 && done(samples.answers.length);
  const ask = async () => {
    while (!isOver()) {
      const begun = performance.now();
      await toAnswer(daemon);
      samples.answers.push(performance.now() - begun);
    }
  };
  const check = async () => {
    while (!isOver()) {
      const begun = performance.now();
      await daemon.get("/healthz");
      samples.health.push(performance.now() - begun);
    }
  };
  await Promise.all([ask(), check()]);
  return samples;
}

async function toAnswer(daemon: BenchDaemon): Promise<void> {
  const { completed } = await queueStatus(daemon);
  await daemon.post("/api/message", { message: "hello", agent: "a0" });
  const isAnswered = async () => (await queueStatus(daemon)).completed > completed;
  await waitFor(isAnswered, { timeoutMs: 120_000, intervalMs: 2 });
}
