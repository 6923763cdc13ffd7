/**
 * The queue after a start: rows of dead boots become pending again, or dead letters if they crashed the daemon too often.
 * Runs inside a write of the store.
 */
import type { FailureFact } from "@tinyagi/contracts";
import { endsEn } from "@tinyagi/views";
import type { MessageRow } from "../store/schema.js";
import {
  type DaemonEnd,
  decideBlame,
  type Interrupted,
  isBlamedTooOften,
  planCarefulStart,
  type Suspect,
} from "./interrupted.js";
import type { QueueParts } from "./queue-parts.js";
import { type DeathCause, recordDead } from "./record-dead.js";
import { transition } from "./transition.js";

export interface Recovered {
  pending: MessageRow[];
  dead: MessageRow[];
  /** What may have caused the crash, to be started one after another. */
  suspects: Suspect[];
}

/** As `Queue.recover`. */
export function recoverQueue(
  parts: QueueParts,
  end: DaemonEnd = "crash",
  adopted: readonly Pick<MessageRow, "id">[] = [],
): Recovered {
  const { store, clock, bootId, batches, mustGet } = parts;
  const pending: MessageRow[] = [];
  const dead: MessageRow[] = [];
  const suspects: Interrupted[] = [];
  const alive = store.messages.recover(bootId, clock.now());
  const blamed = decideBlame([...alive, ...adopted]);
  if (blamed !== undefined) store.messages.blame(blamed.id);
  for (const { id } of alive) {
    const row = mustGet(id);
    if (isBlamedTooOften(row.interruptions, end)) dead.push(...failAfterCrashes(parts, row));
    else {
      suspects.push(interrupted(parts, row));
      pending.push(row, ...batches.releaseAll(row));
    }
  }
  const ids = new Set(alive.map((row) => row.id));
  const earlier = store.messages.triedHeads(clock.now()).filter((row) => !ids.has(row.id));
  const again = earlier.map((row) => interrupted(parts, row)).filter(({ crashes }) => crashes > 0);
  return { pending, dead, suspects: planCarefulStart(suspects, again) };
}

function interrupted({ store }: QueueParts, row: MessageRow): Interrupted {
  const { n: crashes, last } = store.runs.interruptedBy(row.id, "run.daemon_died");
  return { id: row.id, lane: row.lane, blamed: row.interruptions, crashes, startedAt: last ?? 0 };
}

/** The row crashed the daemon too often; room posts that shared its runs become dead letters with it. */
function failAfterCrashes(parts: QueueParts, row: MessageRow): MessageRow[] {
  const { store, clock, batches } = parts;
  const crashes = row.interruptions;
  const message = `${endsEn.crashed(crashes)}.`;
  const failure = JSON.stringify({ cause: "interrupted", crashes } satisfies FailureFact);
  const error: DeathCause = { class: "interrupted", message, crashes };
  transition(
    { id: row.id, from: "pending", to: "dead" },
    store.messages.failAfterCrashes(row.id, { error: message, failure, now: clock.now() }),
  );
  recordDead(parts, row, error);
  parts.notifyEnded(row.id);
  return [parts.mustGet(row.id), ...batches.dieAll(row, error)];
}
