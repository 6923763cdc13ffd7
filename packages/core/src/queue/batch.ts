/**
 * Room posts that wait for one agent are worked on in one run: the first of them is claimed as ever, those right
 * behind it join it. They share what becomes of it; whatever takes the claim away sets them free again, so that a
 * crash, a cancel or a retry neither loses one nor answers it twice. Everything here runs inside a write.
 */
import type { RunErrorInfo } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import type { Journal } from "../journal/journal.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { transition } from "./transition.js";

/** Posts of one run. */
export const BATCH_MAX = 50;
/** Bytes of the joined prompt; a single longer post runs alone. */
export const BATCH_MAX_BYTES = 256 * 1_024;
const SEPARATOR = "\n\n";

/** What a claim gains from the posts behind it. */
export interface Joined {
  batch: readonly number[];
  text: string;
  /** The furthest of them: joining must not let anybody go on for longer. */
  hop: number;
}

export interface BatchedClaim extends MessageRow {
  run_id: string;
  batch: readonly number[];
}

export interface Batches {
  /** Lets the posts behind a claimed post join it. */
  join(head: MessageRow, runId: string): Joined;
  complete(claim: BatchedClaim): void;
  die(claim: BatchedClaim, error: RunErrorInfo): void;
  /** Sets the posts of a claim free; they keep the counts of their head, so that they find together again. */
  leave(claim: BatchedClaim): void;
  /** Posts in the run of a processing row. */
  members(head: Pick<MessageRow, "id" | "lane" | "kind">): MessageRow[];
  /** The same for rows whose claim is lost. */
  leaveAll(head: MessageRow): MessageRow[];
  dieAll(head: MessageRow, error: RunErrorInfo): MessageRow[];
  /** A dead letter and those that died with it, oldest first. */
  deadWith(row: MessageRow): MessageRow[];
}

export function createBatches(options: { store: Store; journal: Journal; clock: Clock }): Batches {
  const { store, journal, clock } = options;

  function members(head: Pick<MessageRow, "id" | "lane" | "kind">): MessageRow[] {
    return head.kind === "room" ? store.batches.members(head.lane, head.id) : [];
  }

  /** The head as it stands now: its counts are those of all. */
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
      // One that was cancelled meanwhile has its end already.
      if (store.batches.die(id, head, facts) === 0) continue;
      const row = store.messages.get(id);
      if (row === undefined) continue;
      journal.append(
        "message.died",
        { agent: row.agent_id, attempts: row.attempts, class: error.class, error: error.message },
        { conversationId: row.conversation_id, messageRowId: id, agentId: row.agent_id },
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
          { conversationId: row.conversation_id, runId, messageRowId: row.id, agentId: row.agent_id },
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

/** Posts right behind the head that have come as far as it, as many as fit. Anything else ends the batch: order holds. */
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
