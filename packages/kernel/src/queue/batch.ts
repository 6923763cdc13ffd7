/**
 * Messages that are processed in the run of another one: room posts that wait for one agent, collected messages of one
 * sender, and messages that join a live run. The first one is claimed as usual, and the ones right behind it join it. They
 * share its outcome. If the claim ends in any other way (a crash, a cancel, a retry), they are released, so that none is
 * lost or answered twice. Everything here runs inside a write.
 */

import type { Clock } from "@tinyagi/base";
import { type FailureFact, getCause, type RunErrorInfo } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import { buildContext } from "../message/content.js";
import { renderPrompt } from "../message/render-prompt.js";
import { isSameChoice } from "../message/same-choice.js";
import { circleOfConversation } from "../people/circle.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { DeathCause } from "./record-dead.js";
import { transition } from "./transition.js";
import { isFirstWait } from "./waiting-row.js";

/** The answer to a message of another conversation that was processed in the same run. */
export const ANSWERED_TOGETHER = "This was answered together with your earlier message.";
/** Most messages joined at a claim. */
export const BATCH_MAX = 50;
/** Most bytes of the joined prompt; a longer post runs alone. */
export const BATCH_MAX_BYTES = 256 * 1_024;
/** Between the texts of a joined prompt. */
export const BATCH_SEPARATOR = "\n\n";

/** What the posts behind a claim add to it. */
export interface Joined {
  batch: number[];
  /** What the agent reads of all of them. */
  prompt: string;
  /** The highest hop count of the batch, so that joining never extends a chain of handoffs. */
  hop: number;
}

export interface BatchedClaim extends MessageRow {
  run_id: string;
  batch: readonly number[];
}

export interface Batches {
  /** Adds the messages behind a claimed one to its run. */
  join(head: MessageRow, runId: string): Joined;
  /** Adds one pending message to a live run. */
  joinOne(row: MessageRow, claim: { id: number; run_id: string }): void;
  complete(claim: BatchedClaim): void;
  die(claim: BatchedClaim, error: RunErrorInfo): void;
  /** Releases the posts of a claim. They take over the counts of the first one, so that they can join it again. */
  leave(claim: BatchedClaim): void;
  /** The posts in the run of a processing row. */
  members(head: Pick<MessageRow, "id" | "lane" | "kind">): MessageRow[];
  /** Releases the posts of a row whose claim is lost. */
  releaseAll(head: MessageRow): MessageRow[];
  dieAll(head: MessageRow, error: DeathCause): MessageRow[];
  /** A dead letter and those that became one with it, oldest first. */
  deadWith(row: MessageRow): MessageRow[];
}

export interface BatchesOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  /** What the agent reads of a message. Default: its prompt alone. */
  present?: (message: MessageRow) => string;
}

export function createBatches(options: BatchesOptions): Batches {
  const { store, journal, clock, present = renderPrompt } = options;

  function members(head: Pick<MessageRow, "id">): MessageRow[] {
    return store.batches.members(head.id);
  }

  function joinOne(row: MessageRow, { id, run_id: runId }: { id: number; run_id: string }): void {
    const changed = store.batches.join(row.id, id, clock.now());
    transition({ id: row.id, from: "pending", to: "processing" }, changed);
    journal.append("message.batched", { agent: row.agent_id, into: id }, { ...messageScope(row), runId });
  }

  return {
    join(head, runId) {
      if (head.kind !== "room" && head.when_busy !== "collect")
        return { batch: [], prompt: present(head), hop: head.hop };
      const behind = store.batches.behind(head, BATCH_MAX - 1);
      const rows = fitting(store, head, { behind, now: clock.now() });
      for (const row of rows) joinOne(row, { id: head.id, run_id: runId });
      return {
        batch: rows.map((row) => row.id),
        prompt: [head, ...rows].map(present).join(BATCH_SEPARATOR),
        hop: Math.max(head.hop, ...rows.map((row) => row.hop)),
      };
    },
    joinOne,
    complete(claim) {
      const now = clock.now();
      for (const id of claim.batch)
        store.batches.complete(id, claim.id, { ...getEnd(store, id, claim), now });
    },
    die: (claim, error) => bury(options, { ids: claim.batch, head: claim.id, error }),
    leave: (claim) => free(options, claim.batch, claim.id),
    members,
    releaseAll(head) {
      const ids = members(head).map((row) => row.id);
      free(options, ids, head.id);
      return toRows(store, ids);
    },
    dieAll(head, error) {
      const ids = members(head).map((row) => row.id);
      bury(options, { ids, head: head.id, error });
      return toRows(store, ids);
    },
    deadWith(row) {
      if (row.kind !== "room" || row.finished_at === null) return [row];
      return store.batches.dead(row.finished_at, row.batched_into ?? row.id);
    },
  };
}

/** The person reads the answer in the conversation of the first message. */
function getEnd(store: Store, id: number, claim: BatchedClaim): { text: string | null; reported: 0 | 1 } {
  const row = store.messages.get(id);
  if (row === undefined || row.kind === "room") return { text: null, reported: 0 };
  return row.conversation_id === claim.conversation_id
    ? { text: null, reported: 1 }
    : { text: ANSWERED_TOGETHER, reported: 0 };
}

/** The current counts of the first post; all posts of a batch share them. */
function toCounts(store: Store, id: number) {
  const head = store.messages.get(id);
  return {
    failures: head?.failures ?? 0,
    interruptions: head?.interruptions ?? 0,
    providerIndex: head?.provider_index ?? 0,
    lastError: head?.last_error ?? null,
  };
}

function bury(
  { store, journal, clock }: BatchesOptions,
  { ids, head, error }: { ids: readonly number[]; head: number; error: DeathCause },
): void {
  const now = store.messages.get(head)?.finished_at ?? clock.now();
  const { failures, interruptions } = toCounts(store, head);
  const crashed = error.crashes === undefined ? {} : { crashes: error.crashes };
  for (const id of ids) {
    const failure = JSON.stringify({ cause: getCause(error), ...crashed } satisfies FailureFact);
    const facts = { failures, interruptions, errorClass: error.class, error: error.message, failure, now };
    // A post that was cancelled in the meantime has ended already.
    if (store.batches.die(id, head, facts) === 0) continue;
    const row = store.messages.get(id);
    if (row === undefined) continue;
    journal.append(
      "message.died",
      { agent: row.agent_id, attempts: row.attempts, class: error.class, error: error.message, ...crashed },
      messageScope(row),
    );
  }
}

function free({ store, clock }: BatchesOptions, ids: readonly number[], head: number): void {
  const counts = { ...toCounts(store, head), now: clock.now() };
  for (const id of ids) store.batches.leave(id, head, counts);
}

/** As many messages right behind the first one as fit, if their counts are the same. Any other message ends the batch, to keep the order. */
function fitting(
  store: Store,
  head: MessageRow,
  { behind, now }: { behind: Iterable<MessageRow>; now: number },
): MessageRow[] {
  const rows: MessageRow[] = [];
  const { choice: chosen } = buildContext(head);
  let bytes = Buffer.byteLength(renderPrompt(head));
  for (const row of behind) {
    bytes += Buffer.byteLength(renderPrompt(row)) + BATCH_SEPARATOR.length;
    const isAlike =
      (head.kind === "room" ? isPostedWith(store, head, row) : isCollectedWith(store, head, row)) &&
      isReady(row, now) &&
      row.failures === head.failures &&
      row.interruptions === head.interruptions &&
      row.provider_index === head.provider_index &&
      isSameChoice(buildContext(row).choice, chosen);
    if (!isAlike || bytes > BATCH_MAX_BYTES) break;
    rows.push(row);
  }
  return rows;
}

/** Whether it waits for nothing: also one whose sender's time to write more is over. */
function isReady(row: MessageRow, now: number): boolean {
  return row.not_before === null || (row.not_before <= now && isFirstWait(row));
}

/** Whether both are posts that came from the work of one circle: a run has the rights of one person. */
function isPostedWith(store: Store, head: MessageRow, row: MessageRow): boolean {
  if (row.kind !== "room") return false;
  const [one, other] = [head, row].map((post) => circleOfConversation(store, post.conversation_id));
  return one === other;
}

/** Whether one sender wrote both, in the same team, and wants them answered together. */
function isCollectedWith({ conversations }: Store, head: MessageRow, row: MessageRow): boolean {
  if (row.when_busy !== "collect" || row.kind !== head.kind || row.team_id !== head.team_id) return false;
  const [one, other] = [conversations.get(head.conversation_id), conversations.get(row.conversation_id)];
  if (one === undefined || other === undefined || one.channel !== other.channel) return false;
  return one.sender_id === other.sender_id && one.sender === other.sender;
}

function toRows(store: Store, ids: readonly number[]): MessageRow[] {
  return ids.flatMap((id) => store.messages.get(id) ?? []);
}
