/**
 * The durable queue. Every function runs inside a write of the store and changes a row's state only as the transition
 * table allows. Run id and boot id fence a claim: a run that has lost its claim cannot write.
 */

import { cutText } from "@tinyagi/base";
import {
  AppError,
  type BudgetFact,
  type CancelFact,
  type FailureFact,
  type RunErrorInfo,
  type Usage,
} from "@tinyagi/contracts";
import { budgetText, cancelText } from "@tinyagi/views";
import { messageScope } from "../journal/event-scope.js";
import { type NewContent, titleOfMessage } from "../message/content.js";
import { renderPrompt, renderWithoutNotes } from "../message/render-prompt.js";
import type { MessageRow } from "../store/schema.js";
import type { NewMessage } from "../store/statement/message-statements.js";
import { BATCH_SEPARATOR, createBatches } from "./batch.js";
import {
  createFailedAttempts,
  type FailedAround,
  type FailedAttemptsOptions,
  type QueueHold,
  toFence,
} from "./failed-attempts.js";
import type { DaemonEnd } from "./interrupted.js";
import { recordDead } from "./record-dead.js";
import { type Recovered, recoverQueue } from "./recovery.js";
import type { RetryDecision } from "./retry.js";
import { transition } from "./transition.js";

const PREVIEW_CHARS = 120;

/**
 * A claimed row; `run_id` and `boot_id` are the fence. `batch` lists the messages that are processed in the same
 * run: room posts and collected messages, whose texts `text` contains too, and messages that joined the live run.
 */
export type Claim = MessageRow & {
  run_id: string;
  boot_id: string;
  batch: number[];
  /** What its agent reads. */
  prompt: string;
  /** Of a run that goes on since before a restart. */
  adopted?: AdoptedTurn;
};

/** The turn that works, as an earlier daemon began it. */
export interface AdoptedTurn {
  /** What it was given while it worked. */
  readonly inputs: readonly string[];
  /** Of the turns before. */
  readonly usage: Usage;
}

/** What is stored of the turn that works. */
export interface TurnLeft {
  /** How many other messages it has, and how many of them came while the run worked. */
  readonly members: number;
  readonly inputs: number;
  readonly usage: Usage;
}

/** Where a message came from, for its event. */
export interface MessageOrigin {
  channel: string;
  sender: string;
  replyToId: string;
  /** The line of its event. Default: the beginning of its prompt, without notes. */
  preview?: string | undefined;
  /** What a person wrote, if this is the first message that results from it. */
  incoming?: string | undefined;
}

export interface Queue {
  enqueue(message: Omit<NewMessage, "created_at">, origin: MessageOrigin): MessageRow;
  claim(lane: string, runId: string): Claim | undefined;
  /** A pending message of the same lane joins a live run and shares its outcome. */
  joinLive(row: MessageRow, claim: Claim): void;
  complete(claim: Claim, result: { text: string | null; files: readonly string[] }): void;
  fail(claim: Claim, error: RunErrorInfo, around?: FailedAround): RetryDecision;
  /** Whether a message has waited longer for its provider than it may. */
  isOutOfPatience(claim: Claim, resetsAt: number | undefined): boolean;
  /** Messages that wait for the provider are due now. @returns their lanes */
  endWait(provider: string): string[];
  release(claim: Claim): void;
  /** The run ended with a plan for sub-agents: its message is pending again, and whoever calls this holds it until they have ended. */
  suspendForPlan(claim: Claim): void;
  /** Calls `listener` inside each write that ends a message. */
  onEnded(listener: (row: MessageRow) => void): void;
  /** The provider is paused: the message waits until then, or uses the provider of another entry at once. */
  hold(claim: Claim, hold: QueueHold | { providerIndex: number }): void;
  /**
   * A budget ended or refused the run: the message and the room posts of its run are cancelled until the budget is
   * raised.
   */
  stop(claim: Claim, stop: BudgetStop): void;
  /** As `stop`, but the message is pending again, and whoever calls this holds it until a person has decided. */
  suspendForApproval(claim: Claim, stop: BudgetStop): void;
  /** Ends a pending message because of a budget. @returns its row; undefined when it is not pending */
  refuse(id: number, why: BudgetFact): MessageRow | undefined;
  /** Puts a message that a budget stopped back into its lane. */
  resume(id: number, stopped: { conversationId: string; budget: string }): MessageRow;
  /**
   * @param cause `budget` when it ends because a budget stopped another message. Default `cancelled`
   * @returns the row before the change; undefined when it is not open
   */
  cancel(id: number, why: CancelFact, cause?: CancelCause): MessageRow | undefined;
  /** Cancels the message and every other one of its run. @returns the rows before the change, `id` first */
  cancelRun(id: number, why: CancelFact): MessageRow[];
  replay(id: number, conversationId: string): MessageRow;
  /** Puts the message of a sub-agent that ended without a result back into its lane, with another text. */
  revive(id: number, again: NewContent & { conversationId: string }): MessageRow;
  /** A dead letter and those that became one in the same run, oldest first. */
  deadWith(row: MessageRow): MessageRow[];
  deleteDead(id: number): boolean;
  /**
   * After a start: rows of dead boots become pending again, or dead letters if they crashed the daemon too often.
   * `suspects` may have caused the crash; the dispatcher must start them one after another. Runs of the dead boots have
   * been closed with `CRASH_REASON` before.
   *
   * @param end how the daemon before this one ended; default a crash
   */
  recover(end?: DaemonEnd): Recovered;
  /** After a start, before `recover`: this boot holds the message of a run that goes on. @returns undefined when the run does not hold it */
  adopt(id: number, runId: string, turn: TurnLeft): Claim | undefined;
}

/** The class that a cancelled message has. */
export type CancelCause = "cancelled" | "budget";

export interface BudgetStop {
  why: BudgetFact;
  /** What the agent had written; absent when the run was refused. */
  partial?: { text: string | null; files: readonly string[] };
}

export interface QueueOptions extends FailedAttemptsOptions {
  bootId: string;
  /** What the agent reads of a message. Default: its text. */
  present?: (message: MessageRow) => string;
  /** Display name of an agent, for the event of its failure. Default: its id. */
  agentName?: (agentId: string) => string;
}

/** What a row keeps of a budget: the facts, and a sentence for clients that know no facts. */
function budgetColumns(why: BudgetFact) {
  return {
    error: budgetText(why),
    failure: JSON.stringify({ cause: "budget", budget: why } satisfies FailureFact),
  };
}

function stopFacts({ why, partial }: BudgetStop, now: number) {
  const files = partial?.files ?? [];
  return {
    ...budgetColumns(why),
    refused: partial === undefined ? 1 : 0,
    now,
    text: partial?.text ?? null,
    files: files.length === 0 ? null : JSON.stringify(files),
  } as const;
}

export function createQueue(options: QueueOptions): Queue {
  const { store, journal, clock, bootId, present = renderPrompt } = options;
  const batches = createBatches(options);
  const attempts = createFailedAttempts(options);
  const listeners: ((row: MessageRow) => void)[] = [];
  const mustGet = (id: number): MessageRow => {
    const row = store.messages.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", `There is no message ${id}.`);
    return row;
  };
  const notifyEnded = (id: number) => {
    if (listeners.length === 0) return;
    const row = mustGet(id);
    for (const listener of listeners) listener(row);
  };

  function cancel(id: number, why: CancelFact, cause: CancelCause = "cancelled"): MessageRow | undefined {
    const row = store.messages.get(id);
    const now = clock.now();
    const reason = cancelText(why);
    const failure = JSON.stringify({ cause, cancelled: why } satisfies FailureFact);
    const changed =
      cause === "budget"
        ? store.messages.stopMember(id, { error: reason, failure, refused: 0, now })
        : store.messages.cancel(id, { error: reason, failure, now });
    if (row === undefined || changed === 0) return undefined;
    journal.append("message.cancelled", { agent: row.agent_id, reason, why }, messageScope(row));
    // Other posts of the run become pending again.
    if (row.status === "processing") batches.releaseAll(row);
    notifyEnded(id);
    return row;
  }

  function notifyReplayed(row: MessageRow): MessageRow {
    journal.append(
      "message.replayed",
      { agent: row.agent_id, totalAttempts: row.total_attempts },
      messageScope(row),
    );
    return row;
  }

  return {
    enqueue(message, origin) {
      const id = store.messages.insert({ ...message, created_at: clock.now() });
      const row = mustGet(id);
      const preview = cutText(origin.preview ?? renderWithoutNotes(row), PREVIEW_CHARS);
      const { kind, from_agent: fromAgent, agent_id: agent } = message;
      journal.append(
        "message.accepted",
        {
          messageId: kind === "user" ? origin.replyToId : message.message_id,
          agent,
          kind,
          fromAgent,
          channel: origin.channel,
          sender: origin.sender,
          preview,
          title: row.title ?? "",
          ...(origin.incoming === undefined ? {} : { incoming: cutText(origin.incoming, PREVIEW_CHARS) }),
        },
        messageScope(row),
      );
      return row;
    },
    claim(lane, runId) {
      const row = store.messages.claimHead({ lane, runId, bootId, now: clock.now() });
      if (row === undefined) return undefined;
      return { ...row, run_id: runId, boot_id: bootId, ...batches.join(row, runId) };
    },
    joinLive(row, claim) {
      batches.joinOne(row, claim);
      store.afterCommit(() => claim.batch.push(row.id));
    },
    complete(claim, result) {
      const changed = store.messages.complete(toFence(claim), {
        text: result.text,
        files: result.files.length === 0 ? null : JSON.stringify(result.files),
        now: clock.now(),
      });
      transition({ id: claim.id, from: "processing", to: "completed" }, changed);
      batches.complete(claim);
      notifyEnded(claim.id);
    },
    fail(claim, error, around = {}) {
      const decision = attempts.settle(claim, error, around);
      if (decision.kind === "retry") {
        batches.leave(claim);
        return decision;
      }
      recordDead(options, claim, error);
      batches.die(claim, error);
      notifyEnded(claim.id);
      return decision;
    },
    isOutOfPatience: attempts.isOutOfPatience,
    endWait: (provider) => store.messages.endWait(provider, clock.now()),
    release(claim) {
      transition(
        { id: claim.id, from: "processing", to: "pending" },
        store.messages.requeue(toFence(claim), "release", { now: clock.now() }),
      );
      batches.leave(claim);
    },
    suspendForPlan(claim) {
      transition(
        { id: claim.id, from: "processing", to: "pending" },
        store.messages.requeue(toFence(claim), "plan", { now: clock.now() }),
      );
      // The agent has read the other posts of the run; they do not run again.
      batches.complete(claim);
    },
    onEnded: (listener) => void listeners.push(listener),
    hold(claim, hold) {
      attempts.hold(claim, hold);
      batches.leave(claim);
    },
    suspendForApproval(claim, stop) {
      transition(
        { id: claim.id, from: "processing", to: "pending" },
        store.messages.requeue(toFence(claim), "budget", stopFacts(stop, clock.now())),
      );
      batches.leave(claim);
    },
    refuse(id, why) {
      const columns = budgetColumns(why);
      if (store.messages.refuse(id, { ...columns, now: clock.now() }) === 0) return undefined;
      const row = mustGet(id);
      const reason = columns.error;
      journal.append("message.cancelled", { agent: row.agent_id, reason, budget: why }, messageScope(row));
      notifyEnded(id);
      return row;
    },
    stop(claim, stop) {
      const facts = stopFacts(stop, clock.now());
      const reason = facts.error;
      transition(
        { id: claim.id, from: "processing", to: "cancelled" },
        store.messages.stop(toFence(claim), facts),
      );
      for (const id of claim.batch) store.messages.stopMember(id, facts);
      for (const id of [claim.id, ...claim.batch]) {
        const data = { agent: claim.agent_id, reason, budget: stop.why };
        journal.append("message.cancelled", data, messageScope(mustGet(id)));
        notifyEnded(id);
      }
    },
    resume(id, { conversationId, budget }) {
      transition(
        { id, from: "cancelled", to: "pending" },
        store.messages.requeue({ id }, "budget_raised", { conversationId, now: clock.now() }),
      );
      const row = mustGet(id);
      journal.append("message.resumed", { agent: row.agent_id, budget }, messageScope(row));
      return row;
    },
    cancel,
    cancelRun(id, why) {
      const row = store.messages.get(id);
      // Read before the cancel, which releases them.
      const members = row?.status === "processing" ? batches.members(row) : [];
      return [id, ...members.map((member) => member.id)].flatMap((one) => cancel(one, why) ?? []);
    },
    deadWith: (row) => batches.deadWith(row),
    replay(id, conversationId) {
      transition(
        { id, from: "dead", to: "pending" },
        store.messages.requeue({ id }, "retry", { conversationId, now: clock.now() }),
      );
      return notifyReplayed(mustGet(id));
    },
    revive(id, again) {
      const from = mustGet(id).status;
      const facts = { ...again, title: titleOfMessage(again), now: clock.now() };
      transition({ id, from, to: "pending" }, store.messages.requeue({ id }, "retry_node", facts));
      return notifyReplayed(mustGet(id));
    },
    deleteDead(id) {
      const row = store.messages.get(id);
      if (row === undefined || store.messages.deleteDead(id) === 0) return false;
      journal.append("message.deleted", { agent: row.agent_id }, messageScope(row));
      return true;
    },
    adopt(id, runId, { members, inputs, usage }) {
      const row = mustGet(id);
      const all = batches.members(row);
      // A text that the turn does not have would be answered by nobody.
      if (all.length !== members || store.messages.adopt({ id, runId, bootId }) === 0) return undefined;
      const first = all.length - inputs;
      return {
        ...row,
        run_id: runId,
        boot_id: bootId,
        batch: all.map((one) => one.id),
        prompt: [row, ...all.slice(0, first)].map(present).join(BATCH_SEPARATOR),
        adopted: { inputs: all.slice(first).map(present), usage },
      };
    },
    recover: (end) => recoverQueue({ ...options, batches, notifyEnded, mustGet }, end),
  };
}
