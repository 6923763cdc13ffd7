/** `webhooks`: inbound calls that are authenticated by a signature instead of a token. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";

export const webhookSchema = z.strictObject({
  secret: z
    .string()
    .min(1)
    .max(10_000)
    .describe(
      "Shared secret of the signature, at least 24 characters. `env:NAME` and `file:/path` are allowed.",
    ),
  agent: entityIdSchema.describe("Agent or team that receives the webhook's messages."),
  template: z
    .string()
    .max(20_000)
    .optional()
    .describe("Task to put before the data. `{{path.to.field}}` inserts a value of the JSON, quoted."),
  enabled: z.boolean().default(true).describe("`false` rejects every call as if the webhook did not exist."),
});
export type WebhookSettings = z.infer<typeof webhookSchema>;

export const webhookSettingsSchema = z
  .record(entityIdSchema, webhookSchema)
  .meta({ examples: [{ shop: { secret: "env:SHOP_SECRET", agent: "coder" } }] })
  .describe("Signed inbound webhooks by name, at `/api/hooks/<name>`.");
