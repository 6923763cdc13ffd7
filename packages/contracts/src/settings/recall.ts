/** `recall`: what runs are given of the company's knowledge before they begin. */
import { z } from "zod";

export const recallSettingsSchema = z
  .strictObject({
    budgetTokens: z
      .number()
      .int()
      .min(0)
      .max(20_000)
      .default(400)
      .describe(
        "Most tokens (estimated) of notes and documents that a run is given before it begins. 0: none; agents still have the tool `recall`.",
      ),
  })
  .describe("What agents are given of the notes and documents of the company.");
export type RecallSettings = z.infer<typeof recallSettingsSchema>;
