/** The burst of messages of the measures `throughput` and `cpu`: 20 agents × 50 messages. */
import { waitFor } from "@tinyagi/testkit";
import { claudeAgents, queueStatus, startBenchDaemon } from "./daemon.js";

const AGENTS = 20;
const EACH = 50;
/** Messages of one burst. */
export const BURST = AGENTS * EACH;
/** Agents that may run at the same time. */
export const LIVE_MAX = 16;

/** Something that takes messages. */
export interface Target {
  send(agent: string): Promise<unknown>;
  /** How many messages have been answered. */
  completed(): Promise<number>;
}

/** TinyAGI with the agents of the burst. */
export type BurstDaemon = Awaited<ReturnType<typeof startBurstDaemon>>;

export async function startBurstDaemon() {
  const daemon = await startBenchDaemon({
    agents: claudeAgents(AGENTS),
    execution: { maxLiveAgents: LIVE_MAX },
  });
  let sent = 0;
  const target: Target = {
    send: (agent) => daemon.post("/api/message", { message: "hello", agent, messageId: `m${sent++}` }),
    completed: async () => (await queueStatus(daemon)).completed,
  };
  return { ...daemon, ...target };
}

/** Sends a burst and waits until all of it has been answered. @returns milliseconds */
export async function runBurst(target: Target): Promise<number> {
  const before = await target.completed();
  const begun = performance.now();
  for (let round = 0; round < EACH; round += 1)
    await Promise.all(Array.from({ length: AGENTS }, (_unused, agent) => target.send(`a${agent}`)));
  await waitFor(async () => (await target.completed()) === before + BURST, {
    timeoutMs: 120_000,
    intervalMs: 50,
  });
  return performance.now() - begun;
}
