/** Who may write on a channel: strangers with a code, approved senders with a role. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { channelSchema, plainTextSchema } from "../id.js";
import { senderRoleSchema } from "../role.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** The platform's id of a person, e.g. a Discord user id; opaque. */
export const senderIdSchema = plainTextSchema.min(1).max(200);

/** Eight letters and digits without I, O, 0 and 1, in any case. */
const pairingCodeSchema = z
  .string()
  .regex(/^[A-HJ-NP-Za-hj-np-z2-9]{8}$/, "use a code of eight letters and digits");

export const pendingSenderSchema = z.object({
  channel: z.string(),
  senderId: z.string(),
  sender: z.string(),
  /** Eight letters and digits; asterisks for callers other than the operator. */
  code: z.string(),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  expiresAt: timeSchema,
});
export type PendingSender = z.infer<typeof pendingSenderSchema>;

export const approvedSenderSchema = z.object({
  channel: z.string(),
  senderId: z.string(),
  sender: z.string(),
  approvedAt: timeSchema,
  /** Only in the answer to the approval. Codes are not stored. */
  approvedCode: z.string().optional(),
  approvedBy: z.string().optional(),
  role: senderRoleSchema,
  /** The first sender of the person, when the operator linked this one to it. Only for the operator's clients. */
  linkedTo: z.object({ channel: z.string(), senderId: z.string() }).optional(),
});
export type ApprovedSender = z.infer<typeof approvedSenderSchema>;

const senderKeySchema = z.object({ channel: channelSchema, senderId: senderIdSchema });
const entryResponse = okSchema.extend({ entry: approvedSenderSchema });
const shared = { scope: "write", refusal: "ok-false", bodyLimit: SMALL_BODY } as const;

export const pairingRoutes = {
  listPairings: route(
    {
      method: "GET",
      path: "/api/pairing",
      scope: "read",
      callers: ["channel"],
      summary: "List waiting senders with their codes, and approved senders",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        z.object({ pending: z.array(pendingSenderSchema), approved: z.array(approvedSenderSchema) }),
    },
  ),
  approvePairing: route(
    {
      ...shared,
      method: "POST",
      path: "/api/pairing/approve",
      summary: "Approve the sender who received a code",
    },
    {
      body: () =>
        z.object({
          code: z.string().max(64),
          /** Default: `owner` for the first approved sender of a home, else `member`. */
          role: senderRoleSchema.optional(),
          /** Approves only if the code belongs to this channel. */
          channel: channelSchema.optional(),
        }),
      response: () => entryResponse,
    },
  ),
  allowSender: route(
    {
      ...shared,
      method: "POST",
      path: "/api/pairing/allow",
      summary: "Approve a sender before the first message",
    },
    {
      body: () =>
        z.object({
          channel: channelSchema,
          senderId: senderIdSchema,
          sender: z.string().min(1).max(200).optional(),
          role: senderRoleSchema.optional(),
        }),
      response: () => entryResponse,
    },
  ),
  setSenderRole: route(
    {
      ...shared,
      method: "POST",
      path: "/api/pairing/role",
      summary: "Make an approved sender an owner, a member or a guest",
    },
    {
      body: () => z.object({ channel: channelSchema, senderId: senderIdSchema, role: senderRoleSchema }),
      response: () => entryResponse,
    },
  ),
  linkSenders: route(
    {
      ...shared,
      method: "POST",
      path: "/api/pairing/link",
      summary: "Record that one person writes as two approved senders",
    },
    {
      body: () =>
        senderKeySchema.extend({
          /** The person who also writes as this sender. Its sessions and default agent are kept. */
          linkTo: senderKeySchema,
        }),
      response: () => entryResponse,
    },
  ),
  unlinkSender: route(
    {
      ...shared,
      method: "POST",
      path: "/api/pairing/unlink",
      summary: "Take a sender out of the person it is linked to",
    },
    {
      body: () => senderKeySchema,
      response: () => entryResponse,
    },
  ),
  dismissPairing: route(
    {
      ...shared,
      method: "DELETE",
      path: "/api/pairing/pending/:code",
      summary: "Reject a waiting sender",
    },
    {
      params: () => z.object({ code: pairingCodeSchema }),
      response: () => okSchema,
    },
  ),
  revokePairing: route(
    {
      ...shared,
      method: "DELETE",
      path: "/api/pairing/:channel/:senderId",
      summary: "Revoke an approval; the sender is no longer the one who is notified of problems",
    },
    {
      params: () => z.object({ channel: channelSchema, senderId: senderIdSchema }),
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
