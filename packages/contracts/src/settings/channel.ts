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

/** Default of `debounceMs`: what an app splits arrives within a second; a slow network needs the rest. */
export const DEBOUNCE_DEFAULT_MS = 1_500;
export const debounceSchema = z
  .number()
  .int()
  .min(0)
  .max(10_000)
  .optional()
  .describe(
    `How long TinyAGI waits for more of the same sender in the same chat, in milliseconds: messages that arrive within this time reach the agent as one. 0 turns it off. Default ${DEBOUNCE_DEFAULT_MS}.`,
  );

const apiRootSchema = z
  .url({ protocol: /^https?$/ })
  .optional()
  .describe("Address of another endpoint, such as a self-hosted one. It receives the bot token.");

const botSchema = z.strictObject({
  bot_token: secretSchema.optional().describe("Bot token; a secret."),
  api_root: apiRootSchema,
  groups: groupsSchema.optional(),
  debounceMs: debounceSchema,
});

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
        phone_number: z
          .string()
          .regex(/^\+?[\d\s()-]{7,24}$/, "use the number with its country code, such as +49 155 50000000")
          .optional()
          .describe("Number of the account. With it, a code to type is offered beside the QR code."),
        groups: groupsSchema.optional(),
        debounceMs: debounceSchema,
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

/** @returns the window of a channel in milliseconds; 0 for a channel whose messages are never joined */
export function debounceOf(channels: Readonly<Record<string, unknown>>, channel: string): number {
  const own = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
  const parsed = z.object({ debounceMs: debounceSchema }).safeParse(own);
  if (!parsed.success) return 0;
  return parsed.data.debounceMs ?? DEBOUNCE_DEFAULT_MS;
}
