/** What the queue promises, and what it hands out. Every function runs inside a write of the store. */
import type { BudgetFact, CancelFact, ReplyNote, RunErrorInfo, Usage } from "@tinyagi/contracts";
import type { NewContent } from "../message/content.js";
import type { MessageRow } from "../store/schema.js";
import type { NewMessage } from "../store/statement/message-statements.js";
import type { FailedAround } from "./attempt-decision.js";
import type { QueueHold } from "./failed-attempts.js";
import type { DaemonEnd } from "./interrupted.js";
import type { Recovered } from "./recovery.js";
import type { RetryDecision } from "./retry.js";

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
  complete(claim: Claim, result: Answer): void;
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
   * been ended with `run.daemon_died` before.
   *
   * @param end how the daemon before this one ended; default a crash
   * @param adopted messages whose runs go on: they may have caused the crash as well
   */
  recover(end?: DaemonEnd, adopted?: readonly Pick<MessageRow, "id">[]): Recovered;
  /**
   * After a start, before `recover`: this boot holds the message of a run that goes on.
   *
   * @returns undefined when the run does not hold it, or when it crashed the daemon too often
   */
  adopt(id: number, runId: string, turn: TurnLeft): Claim | undefined;
}

/** The class that a cancelled message has. */
export type CancelCause = "cancelled" | "budget";

/** What an agent wrote, and what TinyAGI notes about it. */
export interface Answer {
  text: string | null;
  notes?: readonly ReplyNote[] | undefined;
  files: readonly string[];
}

/** As columns. */
export function answerColumns({ text, notes = [], files }: Answer) {
  const list = (all: readonly unknown[]) => (all.length === 0 ? null : JSON.stringify(all));
  return { text, notes: list(notes), files: list(files) };
}

export interface BudgetStop {
  why: BudgetFact;
  /** What the agent had written; absent when the run was refused. */
  partial?: Answer;
}
