/** What only the run that holds a message may do. */

export interface ClaimFence {
  id: number;
  runId: string;
  bootId: string;
}

/** The condition on the row of a message; parameters as in `ClaimFence`. */
export const FENCE = "id = @id AND status = 'processing' AND run_id = @runId AND boot_id = @bootId";

/** What a row keeps of its failure; `failure` is the JSON of a `FailureFact`. */
export interface FailureFacts {
  errorClass: string;
  error: string;
  failure?: string;
  now: number;
}
