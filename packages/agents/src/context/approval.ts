/** Tool calls that wait for a person's decision. */

/** A call that must not be executed before a person has approved it. */
export interface ApprovalRequest {
  callId: string;
  tool: string;
  /** As the model wrote it. */
  input: unknown;
  /** The agent that calls. */
  agent: string;
  runId: string;
}

/** What a person decided. */
export interface ApprovalDecision {
  approved: boolean;
  /** Told to the model when the call was denied. */
  reason?: string;
}

/**
 * Asks for a decision and waits for it, as long as that takes; the run's deadline goes on. `undefined` means that there
 * is none yet: then the run ends as `interrupted` and is resumed with the decision later.
 */
export type Approver = (
  request: ApprovalRequest,
) => ApprovalDecision | undefined | Promise<ApprovalDecision | undefined>;

/** What the model is told about a denied call. */
export function denialText({ reason }: ApprovalDecision): string {
  const why = reason === undefined || reason.trim() === "" ? "" : ` The reason: ${reason}`;
  return `This call was denied, so nothing was done. Do not repeat it.${why}`;
}
