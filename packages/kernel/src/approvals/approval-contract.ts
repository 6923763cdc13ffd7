/** The port through which agents, and TinyAGI itself, ask a person. */
import type {
  ApprovalKind,
  ApprovalNotice,
  ApprovalState,
  ApprovalWhy,
  PermissionFacts,
  SpawnEstimate,
} from "@tinyagi/contracts";
import type { ApprovalRow } from "../store/schema.js";

export interface ApprovalAsk {
  kind: ApprovalKind;
  /** The run that waits. It must be live. */
  runId: string;
  /** One line. */
  title: string;
  /** Exactly what is decided: the question, the command, the plan. */
  detail: string;
  /** `detail` as an earlier version wrote it: what a person decided in those words is not asked again. */
  formerDetail?: string;
  options?: readonly string[];
  /** Of a request for permission, as `permissionRequest` makes it: `detail` in parts. */
  permission?: PermissionFacts;
  /** Plain JSON for user interfaces. */
  preview?: unknown;
  /** Of a plan. It is shown beside what is decided; other runs change it at any time, so the digest does not cover it. */
  estimate?: SpawnEstimate;
  /** Epoch milliseconds. Default: `defaultExpiryMs` from now. */
  expiresAt?: number;
  /** Ends the wait, not the approval: the run's end cancels it. */
  signal?: AbortSignal;
}

/** What TinyAGI itself asks about a message that does not run. */
export interface HoldRequest extends Pick<ApprovalAsk, "kind" | "title" | "detail" | "preview" | "estimate"> {
  messageRowId: number;
  /** The run that ended; absent for a message that was refused before it ran. */
  runId?: string | undefined;
  /** What it is about. */
  subject: string;
}

export interface ApprovalOutcome {
  id: string;
  status: Exclude<ApprovalState, "open">;
  /** The person's answer or remark. */
  text?: string;
  by?: string;
}

export interface ApprovalAnswer {
  /** The digest of the content that the person saw. */
  digest: string;
  /** The person's name for events: `operator`, or `telegram:123`. */
  by: string;
  text?: string | undefined;
  /** Milliseconds for which the decision is held and can be taken back. Default: it takes effect at once. */
  holdMs?: number | undefined;
}

export interface Approvals extends AsyncDisposable {
  /**
   * Asks a person and waits for the outcome. The same request of a later attempt of the message gets the same approval:
   * an open one is joined, and a decision that no run has got yet is given to it, once.
   *
   * @throws AppError `INVALID_INPUT`, `STALE_RUN` when the run has ended, `RATE_LIMITED` when it asks too often,
   *   `CANCELLED` by `signal`
   */
  request(request: ApprovalAsk): Promise<ApprovalOutcome>;
  /** @throws AppError `NOT_FOUND`, `APPROVAL_ANSWERED`, `APPROVAL_CHANGED`, `APPROVAL_CLOSED`, `INVALID_INPUT` */
  approve(id: string, answer: ApprovalAnswer): Promise<ApprovalRow>;
  deny(id: string, answer: ApprovalAnswer): Promise<ApprovalRow>;
  /** Answers a question. */
  answer(id: string, answer: ApprovalAnswer & { text: string }): Promise<ApprovalRow>;
  /**
   * Takes back a decision that is held. What is open without one stays as it is.
   *
   * @throws AppError `NOT_FOUND`, and `APPROVAL_ANSWERED` or `APPROVAL_CLOSED` when it is settled
   */
  undo(id: string, by: string): Promise<ApprovalRow>;
  /** @throws AppError `NOT_FOUND` */
  get(id: string): ApprovalRow;
  /** What a chat shows of it. @throws AppError `NOT_FOUND` */
  notice(id: string): ApprovalNotice;
  /**
   * Inside a write: TinyAGI itself asks about a message that is pending. It is held until the outcome. While an approval
   * of the same subject is open, the message waits for that one, and the request changes nothing in it.
   */
  hold(request: HoldRequest): void;
  /** Calls `listener` inside each write in which a person decides about a subject, or in which it expires. */
  onSubject(kind: ApprovalKind, listener: (row: ApprovalRow, held: readonly number[]) => void): void;
  /** Inside a write: the open approval of a subject needs no decision any more. The messages that it held may run. */
  withdraw(subject: string, why: ApprovalWhy["code"]): void;
  /** Open ones, soonest expiry last; others, and those of one conversation, newest first. @param status default: all */
  list(filter: {
    status?: ApprovalState | undefined;
    conversation?: string | undefined;
    limit: number;
  }): ApprovalRow[];
  /** After a start: settles what ended or expired in the meantime. */
  start(): Promise<void>;
}
