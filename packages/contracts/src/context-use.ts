/** How full the context of an agent is: a fact of its program or provider, never an estimate. */
import { z } from "zod";

const count = z.int().nonnegative();

export const contextUseSchema = z.object({
  /** Tokens of the newest prompt, with those that the provider had cached. */
  tokens: count,
  /** Tokens that the model takes at once. Absent where neither the program nor the settings say it. */
  window: count.min(1).optional(),
});
export type ContextUse = z.infer<typeof contextUseSchema>;

export const shownContextSchema = contextUseSchema.extend({
  /** Whether the agent goes on in this session. Absent where that was not asked. */
  isCurrent: z.boolean().optional(),
});
export type ShownContext = z.infer<typeof shownContextSchema>;
