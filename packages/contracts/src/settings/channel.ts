/** `channels`: which channels run, their keys, and the default agent of each sender. */
import { z } from "zod";
import { secretSchema } from "./secret.js";

const botSchema = z.strictObject({
  bot_token: secretSchema.optional().describe("Bot token; a secret."),
});

export const channelSettingsSchema = z
  .looseObject({
    enabled: z.array(z.string()).default([]).describe("Channels to start, such as `telegram`."),
    discord: botSchema.optional().describe("The Discord bot."),
    telegram: botSchema.optional().describe("The Telegram bot."),
    whatsapp: z
      .looseObject({})
      .optional()
      .describe("WhatsApp. It needs no key: you pair its session with a QR code."),
    defaults: z
      .record(
        z.string(),
        z.union([z.string(), z.looseObject({ agentId: z.string().describe("Agent or team.") })]),
      )
      .optional()
      .describe("Default agent or team of each sender, by sender id. Written by release 0.0.20."),
  })
  .describe("Where people talk to agents.");
