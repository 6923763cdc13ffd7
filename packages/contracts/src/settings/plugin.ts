/** `plugins`: how long plugins may delay a message. */
import { z } from "zod";

export const pluginSettingsSchema = z
  .strictObject({
    hookTimeoutMs: z
      .number()
      .int()
      .min(10)
      .max(60_000)
      .default(2_000)
      .describe(
        "Longest time for a plugin's hook in milliseconds. After it, the message continues unchanged.",
      ),
  })
  .describe("Plugins of this home.");
