/** A cold start to the first answered request, empty and with much work waiting, and the memory of an idle daemon. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { LANES, openFilledStore } from "../support/pending-messages.js";
import { median } from "../support/statistics.js";

const ROUNDS = 7;
const PENDING = 100_000;

export async function measureStart(): Promise<Figure[]> {
  const empty: number[] = [];
  const full: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    {
      await using daemon = await startBenchDaemon({ agents: claudeAgents(4) });
      empty.push(daemon.startMs);
      memory.push(daemon.rssMiB());
    }
    // One agent at a time: the start is measured, not the work after it.
    const settings = { agents: claudeAgents(LANES), execution: { maxLiveAgents: 1 } };
    await using daemon = await startBenchDaemon(settings, async (home) => {
      await openFilledStore(join(home, "tinyagi.db"), PENDING)[Symbol.asyncDispose]();
      // As the daemon before left it. Without its lock file, a home is taken for a copy, and is checked twice.
      await writeFile(join(home, "daemon.lock"), "");
    });
    full.push(daemon.startMs);
  }
  return [
    { name: "process start to /healthz", value: median(empty), unit: "ms", aim: { max: 400 } },
    { name: "the same with 100,000 pending messages", value: median(full), unit: "ms" },
    { name: "ratio of the two", value: median(full) / median(empty), unit: "", aim: { max: 1.1 } },
    { name: "resident memory, idle", value: median(memory), unit: "MiB", aim: { max: 150 } },
  ];
}
