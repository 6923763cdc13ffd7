/** What the daemon and the process of a channel say to each other. Secrets travel here, not in arguments or variables. */
import { channelWhySchema, LANGUAGES } from "@tinyagi/contracts";
import { z } from "zod";

export const channelConfigSchema = z.object({
  /** Name of the channel: the id of its platform, or that of a further bot, such as `telegram.coder`. */
  channel: z.string(),
  /** Agent or team that a further bot is bound to. */
  agent: z.string().optional(),
  /** The TinyAGI API. */
  baseUrl: z.string(),
  /** The channel's own token for it. */
  token: z.string(),
  /** The channel's part of the settings, with resolved secrets. */
  settings: z.record(z.string(), z.unknown()),
  /** Of what TinyAGI itself writes in the chat. */
  language: z.enum(LANGUAGES),
  filesIn: z.string(),
  stateFolder: z.string(),
});
export type ChannelConfig = z.infer<typeof channelConfigSchema>;

export const toChannelSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), config: channelConfigSchema }),
  /** Asks the platform for the account, reports it, and ends. */
  z.object({ kind: z.literal("check"), config: channelConfigSchema }),
  z.object({ kind: z.literal("stop") }),
  /** Answered with `pong`, so that a process that hangs is found. */
  z.object({ kind: z.literal("ping") }),
]);
export type ToChannel = z.infer<typeof toChannelSchema>;

const loginSchema = z.object({ qr: z.string().optional(), code: z.string().optional() });

const connectionSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("connecting") }),
  z.object({ state: z.literal("connected"), account: z.string() }),
  z.object({ state: z.literal("reconnecting"), reason: z.string(), why: channelWhySchema.optional() }),
  z.object({ state: z.literal("login"), login: loginSchema }),
]);

export const fromChannelSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connection"), connection: connectionSchema }),
  z.object({
    kind: z.literal("log"),
    level: z.enum(["info", "warn", "error"]),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()),
  }),
  z.object({ kind: z.literal("checked"), account: z.string() }),
  /** No restart can help. The process ends. */
  z.object({ kind: z.literal("failed"), reason: z.string(), why: channelWhySchema.optional() }),
  z.object({ kind: z.literal("pong") }),
]);
export type FromChannel = z.infer<typeof fromChannelSchema>;
