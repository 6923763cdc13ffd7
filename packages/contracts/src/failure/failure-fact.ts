/** What is kept of a failure: facts, from which replies, `why` and pages make sentences. */
import { z } from "zod";
import { budgetFactSchema } from "../budget-fact.js";
import { failureCauseSchema } from "../run-error.js";
import { cancelFactSchema, windowFactSchema } from "./cancel-fact.js";

export const failureFactSchema = z.object({
  cause: failureCauseSchema,
  /** Whose answer was missed. */
  provider: z.string().optional(),
  /** The worker on which it was missed; absent for the daemon's machine. */
  place: z.string().optional(),
  /** The message waits for it, at the latest until then. */
  waitsUntil: z.number().optional(),
  /** When the provider says that it is back. */
  resetsAt: z.number().optional(),
  /** The end of the pause that held it: it looks more often whether that has ended. */
  pausedUntil: z.number().optional(),
  /** What the provider said when it was paused. */
  said: z.string().optional(),
  /** Since when patience counts, if later than the first failure: the provider had named a time that was far away. */
  patienceFrom: z.number().optional(),
  /** The failure lay in this session, which the next attempt does not resume. */
  leftSession: z.string().optional(),
  /** The budget that stopped it, or for which it waits. */
  budget: budgetFactSchema.optional(),
  cancelled: cancelFactSchema.optional(),
  /** How often the daemon stopped unexpectedly while it was processed. */
  crashes: z.number().optional(),
  /** Too full for background work: that waits until it starts again. */
  window: windowFactSchema.optional(),
});
export type FailureFact = z.infer<typeof failureFactSchema>;
