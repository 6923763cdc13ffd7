/** Incoming messages and outgoing replies: the routes that channels and clients of 0.0.20 use. */
import { z } from "zod";
import { approvalKindSchema } from "../approval.js";
import { approvalNoticeSchema } from "../approval-notice.js";
import { budgetSchema } from "../budget.js";
import { timeSchema, titleSchema } from "../conversation.js";
import { effortSchema } from "../effort.js";
import { channelSchema, clientMessageIdSchema, plainTextSchema } from "../id.js";
import { messageAboutSchema } from "../message-about.js";
import { joinModeSchema, modelSchema } from "../settings/agent.js";
import { whenBusySchema } from "../steering.js";
import {
  limitQuery,
  MIB,
  okSchema,
  orDefault,
  type RouteDefinition,
  route,
  rowIdSchema,
  SMALL_BODY,
} from "./route.js";

/** Longest accepted message text in characters. */
export const MESSAGE_TEXT_MAX = 4 * MIB;
/** Longest lease of a claimed reply, in milliseconds. */
export const REPLY_LEASE_MAX_MS = 600_000;
/** Longest delay before the next delivery attempt, in milliseconds. */
export const REPLY_WAIT_MAX_MS = 86_400_000;

/** Most messages of a platform that one reply may be shown in. Of more, the first ones are remembered. */
export const SHOWN_MAX = 50;

export const sendMessageBody = z.object({
  message: z.string().max(MESSAGE_TEXT_MAX),
  /** Agent or team id. An unknown one is refused; an empty one counts as absent. */
  agent: z.string().max(64).nullish(),
  /** Clients of 0.0.20 also send `null` or an empty text for an absent field. */
  sender: orDefault(z.string().max(200), "API"),
  senderId: plainTextSchema.max(200).nullish(),
  channel: orDefault(channelSchema, "api"),
  messageId: clientMessageIdSchema.nullish(),
  join: joinModeSchema.optional(),
  /** How much the conversation may use. It can only lower the budget from the settings. */
  budget: budgetSchema.optional(),
  /** The model for this message alone, by its name or a short one. The agent's provider must offer it. */
  model: modelSchema.min(1, "use a model name, or leave the field out").optional(),
  /** How much the model thinks about this message. Not every agent program takes it. */
  effort: effortSchema.optional(),
  /** What happens while the agent is busy. Default: the setting of the agent. */
  whenBusy: whenBusySchema.optional(),
  /**
   * What the sender passed on, and somebody else may have written. It reaches the agent as a quotation after `message`, which
   * may then be empty. Nothing in such a message is a command or a decision, and nothing in this part an address.
   */
  forwarded: z.string().max(MESSAGE_TEXT_MAX).optional(),
  /** What the channel knows about the message. The agent reads it as data before the text. */
  about: messageAboutSchema.optional(),
  /**
   * The person changed the message with this `messageId`. The new text replaces it while it waits for more of the same
   * sender; later, and for a message that is not known, nothing happens.
   */
  edits: z.boolean().optional(),
  /**
   * Returned with every reply, for example thread ids. The server reads only `chat`, a text: replies with the same one
   * are claimed one after the other.
   */
  metadata: z.record(z.string(), z.json()).optional(),
});
export type SendMessageBody = z.input<typeof sendMessageBody>;

export const responseRow = z.object({
  id: z.number().int(),
  channel: z.string(),
  sender: z.string(),
  senderId: z.string().nullable(),
  message: z.string(),
  originalMessage: z.string(),
  /** Of the message that it answers; only in a list with `facts`. */
  title: titleSchema,
  messageId: z.string(),
  agent: z.string().nullable(),
  files: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.json()).optional(),
  /**
   * What each agent said, without what chats add to it: its words, or why there are none. Only in a
   * list with `facts`; null where it is not known, as in replies of earlier releases.
   */
  parts: z
    .array(
      z.object({
        agent: z.string(),
        text: z.string().nullable(),
        failure: z.string().nullable(),
        waiting: z.string().nullable(),
      }),
    )
    .nullable()
    .optional(),
  /** The reply asks a person to decide, or did so before they decided: it is no answer. */
  asks: z.literal(true).optional(),
  /** All that the reply is about was cancelled: it is no answer. */
  cancelled: z.literal(true).optional(),
  /** The reply asks for a decision that nobody has made yet. */
  approval: z
    .object({ id: z.string(), kind: approvalKindSchema, options: z.array(z.string()).optional() })
    .optional(),
  /** The messages that the reply is about and that failed for good, or wait for another attempt, and still do. */
  troubled: z
    .array(
      z.object({
        message: z.number().int(),
        state: z.enum(["failed", "waiting"]),
        /** Whether its reader may have it tried at once. Default: yes. */
        mayRetry: z.literal(false).optional(),
      }),
    )
    .optional(),
  /** What the reply asks or asked, exactly. `message` says the same as plain text: its marks are no Markdown. */
  notice: approvalNoticeSchema.optional(),
});
export type ResponseRow = z.infer<typeof responseRow>;

/** A reply that did not reach its person. It stays until its channel takes it, or retention removes it. */
export const undeliveredReplySchema = z.object({
  id: z.number().int(),
  channel: z.string(),
  sender: z.string(),
  agent: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** The beginning of the text. */
  preview: z.string(),
  /** `waiting`: sent in its turn, at `nextAttemptAt` at the earliest. `dead`: sent only if a person retries it. */
  state: z.enum(["waiting", "dead"]),
  attempts: z.number().int(),
  /** Why the last attempt failed; null before the first one. */
  reason: z.string().nullable(),
  nextAttemptAt: timeSchema.nullable(),
  createdAt: timeSchema,
});
export type UndeliveredReply = z.infer<typeof undeliveredReplySchema>;

const idParams = z.object({ id: rowIdSchema });

export const messageRoutes = {
  sendMessage: route(
    {
      method: "POST",
      path: "/api/message",
      scope: "write",
      callers: ["channel"],
      summary: "Send a message; answers when it is saved",
      bodyLimit: 8 * MIB,
    },
    {
      body: () => sendMessageBody,
      response: () =>
        okSchema.extend({
          messageId: z.string(),
          /** Empty for a stranger's message, which is not stored. */
          conversationId: z.string(),
          agents: z.array(z.string()),
          /** The answer of TinyAGI itself to a command or a name sent alone. No agent ran. The outbox contains it too. */
          reply: z.string().optional(),
          /**
           * Set when the sender is not approved: `pending` senders have just received a code, `blocked` senders get no
           * answer.
           */
          pairing: z.enum(["pending", "blocked"]).optional(),
        }),
    },
  ),
  listResponses: route(
    {
      method: "GET",
      path: "/api/responses",
      scope: "read",
      summary: "List replies, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          limit: limitQuery(20),
          messageId: z.string().max(200).optional(),
          /** With `title` and `parts` of each reply. */
          facts: z.literal("true").optional(),
        }),
      response: () => z.array(responseRow.omit({ metadata: true }).extend({ timestamp: z.number() })),
    },
  ),
  listPendingResponses: route(
    {
      method: "GET",
      path: "/api/responses/pending",
      scope: "read",
      callers: ["channel"],
      summary: "List undelivered replies of a channel, oldest first, without claiming them",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          channel: z
            .string({ error: "channel query param required" })
            .min(1, "channel query param required")
            .max(64),
          limit: limitQuery(1_000),
        }),
      response: () => z.array(responseRow),
    },
  ),
  listUndelivered: route(
    {
      method: "GET",
      path: "/api/responses/undelivered",
      scope: "read",
      summary: "List replies that did not reach their person, with the reason; dead ones first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({ limit: limitQuery(100).describe("At most so many of each channel and state.") }),
      response: () => z.object({ replies: z.array(undeliveredReplySchema) }),
    },
  ),
  retryResponse: route(
    {
      method: "POST",
      path: "/api/responses/:id/retry",
      scope: "write",
      summary: "Send a reply again now, also one that is dead; its attempts count from zero",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => okSchema,
    },
  ),
  createResponse: route(
    {
      method: "POST",
      path: "/api/responses",
      scope: "write",
      callers: ["channel", "run"],
      summary: "Send a message to a person that answers no request",
      bodyLimit: 8 * MIB,
    },
    {
      body: () =>
        z.object({
          /** Every caller except a run must send channel and sender. A run always writes to its own conversation. */
          channel: channelSchema.optional(),
          sender: z.string().min(1).max(200).optional(),
          message: z.string().min(1).max(MESSAGE_TEXT_MAX),
          senderId: plainTextSchema.max(200).nullish(),
          agent: z.string().max(64).nullish(),
          files: z.array(z.string().max(4_096)).max(20).optional(),
        }),
      response: () => okSchema.extend({ messageId: z.string() }),
    },
  ),
  claimResponses: route(
    {
      method: "POST",
      path: "/api/responses/claim",
      scope: "write",
      callers: ["channel"],
      summary: "Claim undelivered replies of a channel, in order; a claim that is not acknowledged expires",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.object({
          channel: channelSchema,
          limit: z.number().int().min(1).max(100).default(10),
          leaseMs: z.number().int().min(1_000).max(REPLY_LEASE_MAX_MS).default(60_000),
          /**
           * Claims at most one reply of each chat, so that a chat that waits for a retry does not hold up the others. Without
           * it, replies of the whole channel are claimed in order.
           */
          perChat: z.boolean().default(false),
        }),
      response: () =>
        z.object({
          responses: z.array(responseRow.extend({ attempts: z.number().int(), idempotencyKey: z.string() })),
        }),
    },
  ),
  ackResponse: route(
    {
      method: "POST",
      path: "/api/responses/:id/ack",
      scope: "write",
      callers: ["channel"],
      summary: "Confirm that a reply reached the person",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      body: () =>
        z
          .object({
            /** The platform's messages that show it, so that an answer to one of them goes to its agent. */
            shown: z
              .array(z.object({ chat: z.string().min(1).max(200), message: z.string().min(1).max(200) }))
              .max(SHOWN_MAX)
              .optional(),
          })
          .nullish(),
      response: () => okSchema,
    },
  ),
  failResponse: route(
    {
      method: "POST",
      path: "/api/responses/:id/fail",
      scope: "write",
      callers: ["channel"],
      summary: "Report that a reply could not be delivered",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      body: () =>
        z.object({
          error: z.string().min(1).max(2_000),
          retryAfterMs: z.number().int().min(0).max(REPLY_WAIT_MAX_MS).optional(),
          permanent: z.boolean().optional(),
          /** The platform could not be reached at all: the attempt does not count. */
          release: z.boolean().optional(),
        }),
      response: () => okSchema.extend({ dead: z.boolean(), nextAttemptAt: z.number().int().nullable() }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
