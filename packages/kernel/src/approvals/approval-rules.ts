/** What may be asked and decided when, and the holds of approvals. Only reads. */
import { AppError, type ApprovalState } from "@tinyagi/contracts";
import { readHold } from "../queue/hold-reason.js";
import type { ApprovalRow, RunRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { ApprovalOutcome } from "./approval-contract.js";

/** The approval that a hold waits for; undefined for another hold. */
export function getApproval(store: Store, hold: string): ApprovalRow | undefined {
  const read = readHold(hold);
  return read.kind === "approval" ? store.approvals.get(read.id) : undefined;
}

/** @throws AppError `STALE_RUN` */
export function liveRun(store: Store, runId: string): RunRow {
  const run = store.runs.get(runId);
  if (run === undefined || (run.status !== "starting" && run.status !== "running"))
    throw new AppError("STALE_RUN", "The run has ended, so no one waits for a decision.");
  return run;
}

/** Open, or decided while no run waited. An expired one is asked again. */
export function isUsable({ status, taken_at }: ApprovalRow): boolean {
  if (status === "open") return true;
  return taken_at === null && status !== "expired" && status !== "cancelled";
}

/** @throws AppError `APPROVAL_CLOSED`, `APPROVAL_ANSWERED`, `APPROVAL_CHANGED`, `INVALID_INPUT` */
export function assertDecidable(
  row: ApprovalRow,
  { status, digest, now }: { status: ApprovalState; digest: string; now: number },
): void {
  assertNotSettled(row);
  if (row.held_status !== null) throw answered(row.held_status, row.held_by);
  if (row.expires_at <= now) throw closed(row);
  if (row.digest !== digest)
    throw new AppError(
      "APPROVAL_CHANGED",
      "The content is not the one that was shown. Read it again, then decide.",
    );
  if (row.kind === "question" && status === "approved")
    throw new AppError(
      "INVALID_INPUT",
      `This is a question. Answer it: tinyagi answer ${row.id} "your text"`,
    );
  if (row.kind !== "question" && status === "answered")
    throw new AppError("INVALID_INPUT", `This is no question. Use: tinyagi approve ${row.id}, or deny.`);
}

/** @throws AppError `APPROVAL_CLOSED`, `APPROVAL_ANSWERED` */
export function assertNotSettled(row: ApprovalRow): void {
  if (row.status === "expired" || row.status === "cancelled") throw closed(row);
  if (row.status !== "open") throw answered(row.status, row.answered_by);
}

function closed({ status }: ApprovalRow): AppError {
  return new AppError(
    "APPROVAL_CLOSED",
    status === "cancelled" ? "The run that asked has ended." : "This approval has expired.",
  );
}

function answered(status: ApprovalState, by: string | null): AppError {
  return new AppError("APPROVAL_ANSWERED", `This was ${status} before, by ${by ?? "someone"}.`);
}

export function asOutcome({ id, status, answer, answered_by }: ApprovalRow): ApprovalOutcome {
  if (status === "open") throw new Error("an open approval has no outcome");
  return {
    id,
    status,
    ...(answer === null ? {} : { text: answer }),
    ...(answered_by === null ? {} : { by: answered_by }),
  };
}
