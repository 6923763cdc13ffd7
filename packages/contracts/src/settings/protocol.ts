/** `protocol`: what is added to the built-in part of a system prompt, or takes its place. */
import { z } from "zod";

const TEXT_MAX_CHARS = 100_000;

export const protocolSettingsSchema = z
  .strictObject({
    append: z
      .string()
      .max(TEXT_MAX_CHARS)
      .optional()
      .describe("Text that follows the built-in protocol in the system prompt."),
    replace: z
      .string()
      .max(TEXT_MAX_CHARS)
      .optional()
      .describe(
        "Text instead of the built-in protocol. Agents then know of handoffs, files and memory only what it says. `<!-- TEAMMATES_START --><!-- TEAMMATES_END -->` and the same with `MEMORY` are filled in.",
      ),
  })
  .describe("The built-in part of a system prompt.");
