/** `ask`: questions about TinyAGI itself. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { naming } from "./named.js";

export const askSettingsSchema = z
  .strictObject({
    agent: naming(entityIdSchema, "agent")
      .optional()
      .describe(
        "The agent that answers further: it is given the question with what TinyAGI found. Without one, no model is asked.",
      ),
  })
  .describe("Questions about TinyAGI itself (`tinyagi ask`).");
