/** `channels`: which channels run, their keys, and the default agent of each sender. */
import { z } from "zod";
import { FETCHED_CHANNELS, parsePlatform } from "../channel.js";
import { naming } from "./named.js";
import { secretSchema } from "./secret.js";

const groupsSchema = z
  .record(
    z.string().regex(/^[^\p{Cc}]{1,100}$/u, "use the platform's id of the group"),
    z.strictObject({
      agent: z.string().optional().describe("Agent or team that answers there. Default: the default agent."),
    }),
  )
  .meta({ examples: [{ "-1001234567890": { agent: "coder" } }] })
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

/** What every further bot says, by its name: the second part of its channel, such as `telegram.coder`. */
function createBotsSchema<Shape extends z.ZodRawShape>(shape: Shape) {
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
    .meta({ examples: [{ coder: { agent: "coder" } }] })
    .optional()
    .describe("Further bots, each a contact of its own that is bound to one agent or team, by name.");
}

const tokenSchema = secretSchema.optional().describe("Bot token; a secret.");

const botSchema = z.strictObject({
  bot_token: tokenSchema,
  api_root: apiRootSchema,
  groups: groupsSchema.optional(),
  debounceMs: debounceSchema,
  bots: createBotsSchema({ bot_token: tokenSchema }),
});

const hostSchema = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,253}$/, "use the name of the server, such as imap.example.org")
    .optional()
    .describe(`Server for ${what}. It receives the password.`);

const portSchema = (secure: number, other: string) =>
  z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      `Its port. Default: ${secure}, with TLS from the start. On any other, such as ${other}, the connection must change to TLS before the password is sent.`,
    );

const emailSchema = z.strictObject({
  address: z
    .string()
    .regex(/^[^\s@<>"]{1,64}@[A-Za-z0-9.-]{1,253}$/, "use an address such as agents@example.org")
    .optional()
    .describe("Address of the account, used only by your agents."),
  user: z.string().min(1).max(320).optional().describe("User name of the account. Default: its address."),
  password: secretSchema.optional().describe("Password, or app password, of the account; a secret."),
  imap_host: hostSchema("incoming mail (IMAP)"),
  imap_port: portSchema(993, "143"),
  smtp_host: hostSchema("outgoing mail (SMTP)"),
  smtp_port: portSchema(465, "587"),
  authserv_id: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe(
      "Name at the beginning of the header `Authentication-Results` in received mail. Only what this server says about a sender counts. Known for Gmail.",
    ),
  allow: z
    .array(z.string().min(3).max(320))
    .optional()
    .describe(
      "Addresses, or domains such as `@example.org`, that may write at all. Default: everybody may ask.",
    ),
  groups: groupsSchema.optional(),
  debounceMs: debounceSchema,
});

const appTokenSchema = secretSchema.optional().describe("App token for Socket Mode; a secret.");

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
        debounceMs: debounceSchema,
        bots: createBotsSchema({ phone_number: phoneSchema }),
      })
      .optional()
      .describe("WhatsApp. It needs no key: you link its session with a QR code."),
    slack: botSchema
      .extend({
        app_token: appTokenSchema,
        bots: createBotsSchema({ bot_token: tokenSchema, app_token: appTokenSchema }),
      })
      .optional()
      .describe("The Slack app."),
    email: emailSchema.optional().describe("An e-mail account. People write to its address."),
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
      .meta({ examples: [{ "491550000000@c.us": "coder" }] })
      .optional()
      .describe("Default agent or team of each sender, by sender id. Written by release 0.0.20."),
  })
  .describe("Where people talk to agents.");

/** Further bots have the window of their platform. @returns milliseconds; 0 for a channel whose messages are never joined */
export function getDebounce(channels: Readonly<Record<string, unknown>>, channel: string): number {
  const platform = parsePlatform(channel);
  const { enabled } = channels;
  const isOn =
    FETCHED_CHANNELS.some((id) => id === platform) && Array.isArray(enabled) && enabled.includes(platform);
  const own = Object.hasOwn(channels, platform) ? channels[platform] : isOn ? {} : undefined;
  const parsed = z.object({ debounceMs: debounceSchema }).safeParse(own);
  if (!parsed.success) return 0;
  return parsed.data.debounceMs ?? DEBOUNCE_DEFAULT_MS;
}
