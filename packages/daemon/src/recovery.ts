/**
 * What a start owes the boot before it: processes it left are ended before anything is claimed again, its runs
 * are closed as interrupted, its messages go back to their queue or die after too many interruptions.
 */
import type { Store } from "@tinyagi/core";
import type { Reaper } from "@tinyagi/harness";
import type { Engine } from "./engine.js";

export async function recover(options: {
  store: Store;
  engine: Engine;
  reaper: Reaper;
  bootId: string;
  now: () => number;
  version: string;
}): Promise<{ recovered: number; orphans: number }> {
  const { store, engine, bootId } = options;
  const stray = store.runs.stray(bootId);
  await options.reaper.reap(
    stray.map((run) => ({
      runId: run.id,
      ...(run.pid === null ? {} : { pid: run.pid }),
      ...(run.pid_start === null ? {} : { startTime: run.pid_start }),
    })),
    (runId) => store.runs.get(runId) !== undefined,
  );
  const recovered = await store.write(() => {
    for (const run of stray) {
      const reason = "the daemon stopped unexpectedly";
      store.runs.end(run.id, { status: "interrupted", error: reason, now: options.now() });
      engine.journal.append(
        "run.interrupted",
        { agent: run.agent_id, reason },
        {
          conversationId: run.conversation_id,
          runId: run.id,
          messageRowId: run.message_row_id,
          agentId: run.agent_id,
        },
      );
    }
    const { pending, dead } = engine.queue.recover();
    engine.conversations.recovered(dead);
    const count = pending.length + dead.length;
    engine.journal.append("daemon.started", { bootId, version: options.version, recovered: count });
    return count;
  });
  engine.conversations.restoreNotices();
  return { recovered, orphans: stray.length };
}
