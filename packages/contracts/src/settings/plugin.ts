/** What plugins may take of a message's time. */
import { z } from "zod";

export const pluginSettingsSchema = z
  .strictObject({
    hookTimeoutMs: z
      .number()
      .int()
      .min(10)
      .max(60_000)
      .default(2_000)
      .describe("Milliseconds a plugin's hook may take; afterwards the message goes on unchanged."),
  })
  .describe("Plugins of this home.");
