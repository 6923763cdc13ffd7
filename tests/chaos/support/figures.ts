/** Measurements of a chaos run, read from the database after recovery. */
import type { ChaosHome } from "./chaos-home.js";
import type { ServingDaemon } from "./daemon-host.js";

export interface Figures {
  readonly messages: number;
  readonly runs: number;
  readonly interruptedRuns: number;
  readonly diedInterrupted: number;
  readonly diedOtherwise: number;
  /** Time from the start of the process that resumed interrupted work to its claim, milliseconds. */
  readonly longestReclaimMs: number;
  /** Nine of ten were not longer: one start on a machine that was busy says nothing about the product. */
  readonly usualReclaimMs: number;
}

interface ReclaimRow {
  readonly boot_id: string;
  readonly created_at: number;
}

/** @param boots every daemon that served, in order */
export function measure(chaos: ChaosHome, boots: readonly ServingDaemon[]): Figures {
  const one = (sql: string) => chaos.query<{ n: number }>(sql)[0]?.n ?? 0;
  const spawnedAt = new Map(boots.map((boot) => [boot.bootId, boot.spawnedAt]));
  // The claim that follows an interrupted run of the same message. The first message of its lane is due immediately.
  const reclaims = chaos.query<ReclaimRow>(
    `SELECT n.boot_id, n.created_at FROM runs i JOIN runs n ON n.message_row_id = i.message_row_id AND n.attempt = i.attempt + 1
     WHERE i.status = 'interrupted'`,
  );
  const waits = reclaims.flatMap((row) => {
    const spawned = spawnedAt.get(row.boot_id);
    return spawned === undefined ? [] : [row.created_at - spawned];
  });
  waits.sort((a, b) => a - b);
  return {
    messages: one("SELECT count(*) AS n FROM messages"),
    runs: one("SELECT count(*) AS n FROM runs"),
    interruptedRuns: one("SELECT count(*) AS n FROM runs WHERE status = 'interrupted'"),
    diedInterrupted: one(
      "SELECT count(*) AS n FROM messages WHERE status = 'dead' AND error_class = 'interrupted'",
    ),
    diedOtherwise: one(
      "SELECT count(*) AS n FROM messages WHERE status = 'dead' AND error_class <> 'interrupted'",
    ),
    longestReclaimMs: waits.at(-1) ?? 0,
    usualReclaimMs: waits[Math.floor((waits.length - 1) * 0.9)] ?? 0,
  };
}
