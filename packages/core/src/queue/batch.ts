/**
 * Room posts that wait for one agent are processed in one run: the first one is claimed as usual, and the posts right
 * behind it join it. They share its outcome. If the claim ends in any other way (a crash, a cancel, a retry), they are
 * released, so that no post is lost or answered twice. Everything here runs inside a write.
 */
import type { RunErrorInfo } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { transition } from "./transition.js";

/** Most posts in one run. */
export const BATCH_MAX = 50;
/** Most bytes of the joined prompt; a longer post runs alone. */
export const BATCH_MAX_BYTES = 256 * 1_024;
const SEPARATOR = "\n\n";

/** What the posts behind a claim add to it. */
export interface Joined {
  batch: readonly number[];
  text: string;
  /** The highest hop count of the batch, so that joining never extends a chain of handoffs. */
  hop: number;
}

export interface BatchedClaim extends MessageRow {
  run_id: string;
  batch: readonly number[];
}

export interface Batches {
  /** Adds the posts behind a claimed post to its run. */
  join(head: MessageRow, runId: string): Joined;
  complete(claim: BatchedClaim): void;
  die(claim: BatchedClaim, error: RunErrorInfo): void;
  /** Releases the posts of a claim. They take over the counts of the first one, so that they can join it again. */
  leave(claim: BatchedClaim): void;
  /** The posts in the run of a processing row. */
  members(head: Pick<MessageRow, "id" | "lane" | "kind">): MessageRow[];
  /** Releases the posts of a row whose claim is lost. */
  leaveAll(head: MessageRow): MessageRow[];
  dieAll(head: MessageRow, error: RunErrorInfo): MessageRow[];
  /** A dead letter and those that became one with it, oldest first. */
  deadWith(row: MessageRow): MessageRow[];
}

export function createBatches(options: { store: Store; journal: Journal; clock: Clock }): Batches {
  const { store, journal, clock } = options;

  function members(head: Pick<MessageRow, "id" | "lane" | "kind">): MessageRow[] {
    return head.kind === "room" ? store.batches.members(head.lane, head.id) : [];
  }

  /** The current counts of the first post; all posts of a batch share them. */
  function countsOf(id: number) {
    const head = store.messages.get(id);
    return {
      failures: head?.failures ?? 0,
      interruptions: head?.interruptions ?? 0,
      providerIndex: head?.provider_index ?? 0,
      lastError: head?.last_error ?? null,
    };
  }

  function bury(ids: readonly number[], head: number, error: RunErrorInfo): void {
    const now = store.messages.get(head)?.finished_at ?? clock.now();
    const { failures, interruptions } = countsOf(head);
    for (const id of ids) {
      const facts = { failures, interruptions, errorClass: error.class, error: error.message, now };
      // A post that was cancelled in the meantime has ended already.
      if (store.batches.die(id, head, facts) === 0) continue;
      const row = store.messages.get(id);
      if (row === undefined) continue;
      journal.append(
        "message.died",
        { agent: row.agent_id, attempts: row.attempts, class: error.class, error: error.message },
        messageScope(row),
      );
    }
  }

  function free(ids: readonly number[], head: number): void {
    const counts = { ...countsOf(head), now: clock.now() };
    for (const id of ids) store.batches.leave(id, head, counts);
  }

  return {
    join(head, runId) {
      if (head.kind !== "room") return { batch: [], text: head.text, hop: head.hop };
      const rows = fitting(head, store.batches.behind(head.lane, head.id, BATCH_MAX - 1));
      for (const row of rows) {
        const changed = store.batches.join(row.id, head.id, clock.now());
        transition({ id: row.id, from: "pending", to: "processing" }, changed);
        journal.append(
          "message.batched",
          { agent: row.agent_id, into: head.id },
          { ...messageScope(row), runId },
        );
      }
      return {
        batch: rows.map((row) => row.id),
        text: [head, ...rows].map((row) => row.text).join(SEPARATOR),
        hop: Math.max(head.hop, ...rows.map((row) => row.hop)),
      };
    },
    complete(claim) {
      for (const id of claim.batch) store.batches.complete(id, claim.id, clock.now());
    },
    die: (claim, error) => bury(claim.batch, claim.id, error),
    leave: (claim) => free(claim.batch, claim.id),
    members,
    leaveAll(head) {
      const ids = members(head).map((row) => row.id);
      free(ids, head.id);
      return rowsOf(store, ids);
    },
    dieAll(head, error) {
      const ids = members(head).map((row) => row.id);
      bury(ids, head.id, error);
      return rowsOf(store, ids);
    },
    deadWith(row) {
      if (row.kind !== "room" || row.finished_at === null) return [row];
      return store.batches.dead(row.finished_at, row.batched_into ?? row.id);
    },
  };
}

/** As many posts right behind the first one as fit, if their counts are the same. Any other message ends the batch, to keep the order. */
function fitting(head: MessageRow, behind: Iterable<MessageRow>): MessageRow[] {
  const rows: MessageRow[] = [];
  let bytes = Buffer.byteLength(head.text);
  for (const row of behind) {
    bytes += Buffer.byteLength(row.text) + SEPARATOR.length;
    const isAlike =
      row.kind === "room" &&
      row.not_before === null &&
      row.failures === head.failures &&
      row.interruptions === head.interruptions &&
      row.provider_index === head.provider_index;
    if (!isAlike || bytes > BATCH_MAX_BYTES) break;
    rows.push(row);
  }
  return rows;
}

function rowsOf(store: Store, ids: readonly number[]): MessageRow[] {
  return ids.flatMap((id) => store.messages.get(id) ?? []);
}
