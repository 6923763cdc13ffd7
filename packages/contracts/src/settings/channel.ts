/** `channels`: which channels run, their keys, and the default agent of each sender. */
import { z } from "zod";
import { naming } from "./named.js";
import { secretSchema } from "./secret.js";

const groupsSchema = z
  .record(
    z.string().regex(/^[^\p{Cc}]{1,100}$/u, "use the platform's id of the group"),
    z.strictObject({
      agent: z.string().optional().describe("Agent or team that answers there. Default: the default agent."),
    }),
  )
  .describe("Groups in which the bot answers when it is mentioned, by the platform's id.");

const apiRootSchema = z
  .url({ protocol: /^https?$/ })
  .optional()
  .describe("Address of another endpoint, such as a self-hosted one. It receives the bot token.");

/** What every further bot says, by its name: the second part of its channel, such as `telegram.coder`. */
function botsOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .record(
      z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, "use a lower-case word of at most 32 characters"),
      z.strictObject({
        ...shape,
        agent: z
          .string()
          .optional()
          .describe("Agent or team that answers on this bot. Default: the one with the bot's name."),
        groups: groupsSchema.optional(),
      }),
    )
    .optional()
    .describe("Further bots, each a contact of its own that is bound to one agent or team, by name.");
}

const tokenSchema = secretSchema.optional().describe("Bot token; a secret.");

const botSchema = z.strictObject({
  bot_token: tokenSchema,
  api_root: apiRootSchema,
  groups: groupsSchema.optional(),
  bots: botsOf({ bot_token: tokenSchema }),
});

const phoneSchema = z
  .string()
  .regex(/^\+?[\d\s()-]{7,24}$/, "use the number with its country code, such as +49 155 50000000")
  .optional()
  .describe("Number of the account. With it, a code to type is offered beside the QR code.");

export const channelSettingsSchema = z
  .looseObject({
    enabled: z
      .array(naming(z.string(), "channel"))
      .default([])
      .describe("Channels to start, such as `telegram`."),
    discord: botSchema.optional().describe("The Discord bot."),
    telegram: botSchema.optional().describe("The Telegram bot."),
    whatsapp: z
      .looseObject({
        phone_number: phoneSchema,
        groups: groupsSchema.optional(),
        bots: botsOf({ phone_number: phoneSchema }),
      })
      .optional()
      .describe("WhatsApp. It needs no key: you link its session with a QR code."),
    replies: z
      .enum(["origin", "all"])
      .optional()
      .describe(
        "Where answers go: to the chat of the question (`origin`, the default), or also to the direct chats of the senders that are linked to the person (`all`).",
      ),
    reports: z
      .enum(["last", "notify", "none"])
      .optional()
      .describe(
        "Which chat gets the answers of schedules and heartbeats and the daily digest: the one in which an owner wrote last (`last`, the default), the one in `channels.notify` if it is an owner's (`notify`), or none.",
      ),
    notify: z
      .strictObject({
        channel: naming(z.string(), "channel").describe("Channel of the chat, such as `telegram`."),
        senderId: z.string().min(1).max(200).describe("The platform's id of the person."),
      })
      .optional()
      .describe("Who is notified of dead letters, lost channels, used-up budgets and open approvals."),
    defaults: z
      .record(
        z.string(),
        z.union([z.string(), z.looseObject({ agentId: z.string().describe("Agent or team.") })]),
      )
      .optional()
      .describe("Default agent or team of each sender, by sender id. Written by release 0.0.20."),
  })
  .describe("Where people talk to agents.");
