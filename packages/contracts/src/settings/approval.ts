/** `approvals`: decisions that agents wait for. */
import { z } from "zod";

export const approvalSettingsSchema = z
  .strictObject({
    expireMinutes: z
      .number()
      .int()
      .min(1)
      .max(30 * 24 * 60)
      .default(24 * 60)
      .describe(
        "Minutes that a question or request for permission waits for a person. Then it expires and the agent continues without an answer.",
      ),
  })
  .describe("Decisions that agents wait for.");
