/** Statements on what an earlier boot left: rows of runs that died with it, and of runs that go on. */
import type Database from "better-sqlite3";
import type { MessageRow } from "../schema.js";
import type { ClaimFence } from "./claim-fence.js";
import { headOfLane } from "./lane-order.js";
import { LANES } from "./open-lanes.js";
import { RELEASED } from "./requeue-statements.js";

export interface MessageRecoveryStatements {
  /** processing rows of earlier boots → pending. */
  recover(bootId: string, now: number): MessageRow[];
  /** A row of a dead boot whose run goes on. @returns 1 when this run holds it */
  adopt(claim: ClaimFence): number;
  /** Counts an interruption. */
  blame(id: number): void;
  /** Pending heads of lanes that were claimed before. */
  triedHeads(now: number): MessageRow[];
  /** pending rows that were interrupted too often → dead. */
  failAfterCrashes(id: number, end: { error: string; failure: string; now: number }): number;
}

export function messageRecoveryStatements(db: Database.Database): MessageRecoveryStatements {
  const recover = db.prepare<[object], MessageRow>(
    `UPDATE messages INDEXED BY messages_live SET status = 'pending', run_id = NULL, ${RELEASED}, updated_at = @now
     WHERE status = 'processing' AND boot_id IS NOT @bootId RETURNING *`,
  );
  const adopt = db.prepare(
    "UPDATE messages SET boot_id = @bootId WHERE id = @id AND status = 'processing' AND run_id = @runId",
  );
  const blame = db.prepare("UPDATE messages SET interruptions = interruptions + 1 WHERE id = ?");
  const triedHeads = db.prepare<[object], MessageRow>(
    `WITH RECURSIVE ${LANES} SELECT m.* FROM lanes CROSS JOIN messages m
       ON m.id = ${headOfLane("lanes.lane", "@now")}
     WHERE lanes.lane IS NOT NULL AND m.status = 'pending' AND m.attempts > 0`,
  );
  const failAfterCrashes = db.prepare(
    `UPDATE messages SET status = 'dead', error_class = 'interrupted', last_error = @error, failure = @failure, updated_at = @now, finished_at = @now WHERE id = @id AND status = 'pending'`,
  );
  return {
    recover: (bootId, now) => recover.all({ bootId, now }),
    adopt: (claim) => adopt.run(claim).changes,
    blame: (id) => void blame.run(id),
    triedHeads: (now) => triedHeads.all({ now }),
    failAfterCrashes: (id, end) => failAfterCrashes.run({ id, ...end }).changes,
  };
}
