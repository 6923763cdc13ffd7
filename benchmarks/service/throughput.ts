/** 20 agents × 50 messages with a cheap agent, against a daemon that does the bare minimum, interleaved. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTinyAgentBin, waitFor } from "@tinyagi/testkit";
import { claudeAgents, queueStatus, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";

const AGENTS = 20;
const EACH = 50;
const LIVE_MAX = 16;
const ROUNDS = 3;
const BARE = fileURLToPath(new URL("../support/bare-daemon.mjs", import.meta.url));

export async function measureThroughput(): Promise<Figure[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await runBare());
    ours.push(await runOurs());
  }
  return [
    { name: "bare daemon", value: median(bare), unit: "/s" },
    { name: "TinyAGI", value: median(ours), unit: "/s" },
    { name: "ratio", value: median(ours) / median(bare), unit: "", aim: { min: 0.8 } },
  ];
}

async function runOurs(): Promise<number> {
  await using daemon = await startBenchDaemon({
    agents: claudeAgents(AGENTS),
    execution: { maxLiveAgents: LIVE_MAX },
  });
  const begun = performance.now();
  await postAll((agent, id) => daemon.post("/api/message", { message: "hello", agent, messageId: id }));
  await waitFor(async () => (await queueStatus(daemon)).completed === AGENTS * EACH, {
    timeoutMs: 120_000,
    intervalMs: 20,
  });
  return (AGENTS * EACH) / ((performance.now() - begun) / 1_000);
}

async function runBare(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-bare-"));
  const bin = await createTinyAgentBin(folder);
  const child = spawn(process.execPath, [BARE, join(folder, "bare.db"), bin.claude, String(LIVE_MAX)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = `http://127.0.0.1:${await firstLine(child)}`;
    const begun = performance.now();
    await postAll((agent) =>
      fetch(url, { method: "POST", body: JSON.stringify({ agent, message: "hello" }) }),
    );
    await waitFor(
      async () => ((await (await fetch(url)).json()) as { completed: number }).completed === AGENTS * EACH,
      { timeoutMs: 120_000, intervalMs: 20 },
    );
    return (AGENTS * EACH) / ((performance.now() - begun) / 1_000);
  } finally {
    child.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  }
}

async function postAll(post: (agent: string, id: string) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < EACH; index += 1) {
    await Promise.all(
      Array.from({ length: AGENTS }, (_unused, agent) => post(`a${agent}`, `m${agent}-${index}`)),
    );
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) =>
    child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
}
