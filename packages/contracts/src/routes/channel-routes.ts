/** Chat channels: their state, their senders, and a test message. Starting and stopping is in `service-routes.ts`. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { channelSchema, clientMessageIdSchema } from "../id.js";
import { channelWhySchema } from "../why.js";
import { senderIdSchema } from "./pairing-routes.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/**
 * - `stopped`: nobody started it. `starting`: its process runs and connects. `connected`: messages pass.
 * - `reconnecting`: the platform cannot be reached; it is tried again. `login`: a person must link the account.
 * - `stalled`: its process runs but does not answer; it is ended and started again if that lasts.
 * - `crashed`: its process ended; it is started again at `nextStartAt`. `failed`: no retry can help, see `reason`.
 */
export const CHANNEL_STATES = [
  "stopped",
  "starting",
  "connected",
  "reconnecting",
  "stalled",
  "login",
  "crashed",
  "failed",
] as const;
export const channelStateSchema = z.enum(CHANNEL_STATES);
export type ChannelState = z.infer<typeof channelStateSchema>;

export const channelStatusSchema = z.object({
  id: z.string(),
  /** Whether the settings start it with the daemon. */
  enabled: z.boolean(),
  /** Whether its process runs. */
  running: z.boolean(),
  pid: z.number().int().optional(),
  state: channelStateSchema,
  /** When the state began. */
  since: timeSchema,
  /** When its process last gave a sign of life; it is asked for one every two seconds. */
  heardAt: timeSchema.optional(),
  /** Name of the account, once it was connected. */
  account: z.string().optional(),
  /** Why it is not connected: what the platform says, or in English what TinyAGI does. */
  reason: z.string().optional(),
  /** What TinyAGI says, as a fact. */
  why: channelWhySchema.optional(),
  /** Crashes of its process within the last minutes. */
  crashes: z.number().int(),
  nextStartAt: timeSchema.optional(),
  /** How a person links the account: the content of a QR code, or a code to type. */
  login: z.object({ qr: z.string().optional(), code: z.string().optional() }).optional(),
  /** Replies that are not delivered yet. */
  waiting: z.number().int(),
});
export type ChannelStatus = z.infer<typeof channelStatusSchema>;

const channelParams = () => z.object({ id: channelSchema });

export const channelRoutes = {
  listChannels: route(
    {
      method: "GET",
      path: "/api/channels",
      scope: "read",
      summary: "List chat channels with their state",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.object({ channels: z.array(channelStatusSchema) }) },
  ),
  checkChannel: route(
    {
      method: "POST",
      path: "/api/channels/:id/check",
      scope: "write",
      summary: "Ask the platform whether it accepts a token, without saving it",
      bodyLimit: SMALL_BODY,
    },
    {
      params: channelParams,
      body: () =>
        z.strictObject({
          /** Default: the one in the settings. */
          bot_token: z.string().min(1).max(10_000).optional(),
          api_root: z.string().max(2_000).optional(),
          /** What its steps ask for besides, such as `password` and `imap_host`. Default: what is in the settings. */
          values: z.record(z.string().regex(/^[a-z_]{1,40}$/), z.string().min(1).max(10_000)).optional(),
        }),
      /** The name of the account. */
      response: () => okSchema.extend({ account: z.string() }),
    },
  ),
  testChannel: route(
    {
      method: "POST",
      path: "/api/channels/:id/test",
      scope: "write",
      summary: "Send a test message to an approved sender",
      bodyLimit: SMALL_BODY,
    },
    {
      params: channelParams,
      /** Default: the first owner. */
      body: () => z.strictObject({ senderId: senderIdSchema.optional() }),
      response: () => okSchema.extend({ messageId: z.string(), sender: z.string(), senderId: z.string() }),
    },
  ),
  admitSender: route(
    {
      method: "POST",
      path: "/api/channels/:id/admit",
      scope: "write",
      callers: ["channel"],
      summary: "Ask whether a sender is approved before anything of the message is downloaded",
      bodyLimit: SMALL_BODY,
    },
    {
      params: channelParams,
      body: () =>
        z.object({
          senderId: senderIdSchema,
          sender: z.string().max(200),
          messageId: clientMessageIdSchema,
          /** As of the message, so that a pairing code reaches its sender. */
          metadata: z.record(z.string(), z.json()).optional(),
          /** Gives a stranger neither a code nor an answer, as in groups. */
          quiet: z.boolean().default(false),
        }),
      response: () =>
        okSchema.extend({
          admitted: z.boolean(),
          pairing: z.enum(["pending", "blocked"]).optional(),
          /** Of an admitted sender: the folder, below that of received files, for what this sender sends. */
          folder: z
            .string()
            .regex(/^[0-9a-f]{24}$/)
            .optional(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
