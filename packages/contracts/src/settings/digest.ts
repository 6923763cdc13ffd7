/** `digest`: one report a day of what happened, made from facts, without a model. */
import { z } from "zod";
import { clockTimeSchema } from "./backup.js";

export const digestSettingsSchema = z
  .strictObject({
    at: clockTimeSchema
      .optional()
      .describe(
        "When the daily digest is sent to the owner's chat, on the machine's clock. Without a value there is none.",
      ),
    empty: z.boolean().default(false).describe("Whether it is also sent on days on which nothing happened."),
  })
  .describe(
    "The daily digest: what was done, what it cost, what failed, what waits, and tomorrow's schedules.",
  );
export type DigestSettings = z.infer<typeof digestSettingsSchema>;
