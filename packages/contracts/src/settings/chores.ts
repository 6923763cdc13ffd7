/** `chores`: the cheap model that writes titles and summaries. */
import { z } from "zod";
import { modelSchema } from "./agent.js";
import { naming } from "./named.js";

export const choreSettingsSchema = z
  .strictObject({
    model: naming(modelSchema, "model:api")
      .optional()
      .describe(
        "A cheap model, such as `claude-haiku-4-5`: it writes the titles of long messages, and the summaries of agents with provider `api` whose context is nearly full. Without one, a title is the beginning of the message, and an agent's own model writes its summaries.",
      ),
    provider: z
      .string()
      .regex(/^(api|custom:[a-z][a-z0-9_-]{0,31})$/, "use api or custom:<id>")
      .default("api")
      .describe(
        "Provider of that model: `api`, or `custom:<id>` with the harness `api`. It gets the beginning of long messages, and what is summarised.",
      ),
  })
  .describe("Small jobs that a cheap model does, so that agents need not.");
