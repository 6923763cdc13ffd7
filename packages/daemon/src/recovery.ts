/**
 * Cleans up after a daemon that died: ends the processes it left before anything is claimed again, takes over its runs on
 * workers, closes its other runs as interrupted, and makes its messages pending again, or dead letters if they crashed the daemon too often.
 */

import type { AgentConfig } from "@tinyagi/contracts";
import {
  adoptRun,
  type Claim,
  type DaemonEnd,
  type PlacedRunRow,
  type RunRow,
  type Store,
  type Suspect,
  stopColumns,
  stopData,
} from "@tinyagi/kernel";
import type { Agents } from "./agent-host.js";
import type { Engine } from "./engine.js";

/** Runs on other machines. */
export interface Elsewhere {
  /** Those that an earlier daemon placed, and whose worker may have them. */
  left(): readonly PlacedRunRow[];
  agent(id: string): AgentConfig | undefined;
  /** A run is repeated: whoever has it is to end it. */
  settled(runId: string): void;
}

export interface Recovery {
  readonly recovered: number;
  readonly orphans: number;
  readonly suspects: readonly Suspect[];
  /** Claims of runs that go on. */
  readonly adopted: readonly Claim[];
}

interface RecoveryOptions {
  store: Store;
  engine: Engine;
  agents: Pick<Agents, "reaper" | "isStray">;
  bootId: string;
  now: () => number;
  version: string;
  /** Default: a crash. */
  end?: DaemonEnd;
  /** Default: no run goes on elsewhere. */
  elsewhere?: Elsewhere;
}

export async function recover(options: RecoveryOptions): Promise<Recovery> {
  const { store, engine, bootId, agents } = options;
  const stray = store.runs.stray(bootId);
  // Their processes are not of this daemon, also when their worker is on this machine.
  const elsewhere = new Set(options.elsewhere?.left().map((placed) => placed.run_id));
  const here = stray.filter(({ id }) => !elsewhere.has(id));
  await agents.reaper.reap(
    here.map((run) => ({
      runId: run.id,
      ...(run.pid === null ? {} : { pid: run.pid }),
      ...(run.pid_start === null ? {} : { startTime: run.pid_start }),
    })),
    (mark) => !elsewhere.has(mark) && (store.runs.get(mark) !== undefined || agents.isStray(mark)),
  );
  const { recovered, suspects, adopted, repeated } = await store.write(() => {
    store.placedRuns.clean();
    const adopted: Claim[] = [];
    const repeated: RunRow[] = [];
    for (const run of stray) {
      const claim = adopt(options, run);
      if (claim !== undefined) adopted.push(claim);
      else repeated.push(run);
    }
    for (const run of repeated) {
      const why = "run.daemon_died";
      store.runs.end(run.id, { status: "interrupted", ...stopColumns(why), now: options.now() });
      engine.journal.append(
        "run.interrupted",
        { agent: run.agent_id, ...stopData(why) },
        {
          conversationId: run.conversation_id,
          runId: run.id,
          messageRowId: run.message_row_id,
          agentId: run.agent_id,
        },
      );
    }
    const { pending, dead, suspects } = engine.queue.recover(options.end, adopted);
    engine.conversations.recovered(dead);
    const count = pending.length + dead.length;
    engine.journal.append("daemon.started", { bootId, version: options.version, recovered: count });
    return { recovered: count, suspects, adopted, repeated };
  });
  for (const { id } of repeated) options.elsewhere?.settled(id);
  engine.conversations.restoreNotices();
  return { recovered, orphans: repeated.length, suspects, adopted };
}

/** Inside the write. */
function adopt({ store, engine, bootId, elsewhere }: RecoveryOptions, run: RunRow): Claim | undefined {
  const placed = elsewhere?.left().find((one) => one.run_id === run.id);
  if (elsewhere === undefined || placed === undefined) return undefined;
  const { queue, budgets, circuits } = engine;
  return adoptRun({ store, queue, budgets, circuits, bootId, agents: { get: elsewhere.agent } }, run, placed);
}
