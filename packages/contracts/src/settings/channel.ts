/** `channels`: which of them run, with their keys, and whom each sender talks to by default. */
import { z } from "zod";
import { secretSchema } from "./secret.js";

const botSchema = z.strictObject({
  bot_token: secretSchema.optional().describe("Token of the bot; a secret."),
});

export const channelSettingsSchema = z
  .looseObject({
    enabled: z.array(z.string()).default([]).describe("Channels that are started, e.g. `telegram`."),
    discord: botSchema.optional().describe("The Discord bot."),
    telegram: botSchema.optional().describe("The Telegram bot."),
    whatsapp: z
      .looseObject({})
      .optional()
      .describe("WhatsApp; it has no keys, its session is paired by QR code."),
    defaults: z
      .record(
        z.string(),
        z.union([z.string(), z.looseObject({ agentId: z.string().describe("Agent or team.") })]),
      )
      .optional()
      .describe("Agent or team a sender talks to, by sender id, as 0.0.20 wrote it."),
  })
  .describe("Where people talk to agents.");
