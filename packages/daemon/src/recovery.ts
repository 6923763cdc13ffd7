/**
 * Cleans up after a daemon that died: ends the processes it left before anything is claimed again, closes its runs as
 * interrupted, and makes its messages pending again, or dead letters if they crashed the daemon too often.
 */
import { CRASH_REASON, type DaemonEnd, type Store, type Suspect, stopData } from "@tinyagi/kernel";
import type { Agents } from "./agent-host.js";
import type { Engine } from "./engine.js";

export async function recover(options: {
  store: Store;
  engine: Engine;
  agents: Pick<Agents, "reaper" | "isStray">;
  bootId: string;
  now: () => number;
  version: string;
  /** Default: a crash. */
  end?: DaemonEnd;
}): Promise<{ recovered: number; orphans: number; suspects: readonly Suspect[] }> {
  const { store, engine, bootId, agents } = options;
  const stray = store.runs.stray(bootId);
  await agents.reaper.reap(
    stray.map((run) => ({
      runId: run.id,
      ...(run.pid === null ? {} : { pid: run.pid }),
      ...(run.pid_start === null ? {} : { startTime: run.pid_start }),
    })),
    (mark) => store.runs.get(mark) !== undefined || agents.isStray(mark),
  );
  const { recovered, suspects } = await store.write(() => {
    for (const run of stray) {
      const reason = CRASH_REASON;
      store.runs.end(run.id, { status: "interrupted", error: reason, now: options.now() });
      engine.journal.append(
        "run.interrupted",
        { agent: run.agent_id, ...stopData(reason) },
        {
          conversationId: run.conversation_id,
          runId: run.id,
          messageRowId: run.message_row_id,
          agentId: run.agent_id,
        },
      );
    }
    const { pending, dead, suspects } = engine.queue.recover(options.end);
    engine.conversations.recovered(dead);
    const count = pending.length + dead.length;
    engine.journal.append("daemon.started", { bootId, version: options.version, recovered: count });
    return { recovered: count, suspects };
  });
  engine.conversations.restoreNotices();
  return { recovered, orphans: stray.length, suspects };
}
