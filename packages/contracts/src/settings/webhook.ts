/** `webhooks`: what may come in from outside with a signature instead of a token. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";

export const webhookSchema = z.strictObject({
  secret: z
    .string()
    .min(1)
    .max(10_000)
    .describe(
      "Shared secret of the signature; `env:NAME` and `file:/path` are taken. 24 characters or more.",
    ),
  agent: entityIdSchema.describe("Agent or team that gets what comes in."),
  template: z
    .string()
    .max(20_000)
    .optional()
    .describe("Task in front of the data; `{{path.to.field}}` stands for a quoted value of the JSON."),
  enabled: z.boolean().default(true).describe("`false` refuses everything, as if the hook did not exist."),
});
export type WebhookSettings = z.infer<typeof webhookSchema>;

export const webhookSettingsSchema = z
  .record(entityIdSchema, webhookSchema)
  .describe("Signed inbound webhooks by name, at `/api/hooks/<name>`.");
