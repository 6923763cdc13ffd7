/** Many agents that work at the same time, each on one message after another. */
import { waitFor } from "@tinyagi/testkit";
import { type BenchDaemon, queueStatus } from "./daemon.js";

interface Wave {
  readonly agents: number;
  /** Messages of each agent. */
  readonly each: number;
  readonly message: string;
}

/** Sends all messages at once and waits until all are answered. @returns milliseconds */
export async function askAtOnce(daemon: BenchDaemon, { agents, each, message }: Wave): Promise<number> {
  const before = (await queueStatus(daemon)).completed;
  const begun = performance.now();
  for (let round = 0; round < each; round += 1) {
    const sent = Array.from({ length: agents }, (_unused, id) =>
      daemon.post("/api/message", { message, agent: `a${id}` }),
    );
    for (const { status, body } of await Promise.all(sent)) if (status !== 200) throw new Error(body);
  }
  await waitFor(async () => (await queueStatus(daemon)).completed === before + agents * each, {
    timeoutMs: 120_000,
    intervalMs: 20,
  });
  return performance.now() - begun;
}
