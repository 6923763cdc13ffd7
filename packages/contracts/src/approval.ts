/**
 * Questions that wait for a person: an agent's question, a tool that needs permission, a spawn plan, a larger budget.
 * Each is bound to its exact content by a digest and is decided once.
 */
import { z } from "zod";
import { timeSchema } from "./conversation.js";
import { permissionBriefSchema, permissionFactsSchema } from "./permission-facts.js";
import { spawnEstimateSchema } from "./spawn-estimate.js";
import { APPROVAL_KINDS } from "./vocabulary.js";
import { approvalWhySchema } from "./why.js";
import { workPlaceSchema } from "./work-place.js";

export const approvalKindSchema = z.enum(APPROVAL_KINDS);
export type ApprovalKind = z.infer<typeof approvalKindSchema>;

/** All states but `open` are final. */
export const APPROVAL_STATES = ["open", "approved", "denied", "answered", "expired", "cancelled"] as const;
export const approvalStateSchema = z.enum(APPROVAL_STATES);
export type ApprovalState = z.infer<typeof approvalStateSchema>;

/** `ask_` and eight letters and digits without look-alikes, so that a person can type it in a chat. */
export const APPROVAL_ID_PATTERN = /^ask_[a-hj-np-z2-9]{8}$/;
export const approvalIdSchema = z
  .string()
  .regex(APPROVAL_ID_PATTERN, "use an id such as ask_k7qx2m9p, as `tinyagi approvals` prints it");

/** SHA-256 of the content, in hexadecimal. */
export const approvalDigestSchema = z.string().regex(/^[0-9a-f]{64}$/, "use the digest of the approval");

/** Longest time for which a decision can be taken back. */
export const DECISION_HOLD_MAX_MS = 60_000;

/** A decision that takes effect at `until`, unless it is taken back before. */
export const heldDecisionSchema = z.object({
  status: z.enum(["approved", "denied", "answered"]),
  answer: z.string().optional(),
  by: z.string(),
  until: timeSchema,
});
export type HeldDecision = z.infer<typeof heldDecisionSchema>;

export const approvalSchema = z.object({
  id: z.string(),
  kind: approvalKindSchema,
  /** Empty when TinyAGI asks about a message that was refused before it ran. */
  runId: z.string(),
  conversationId: z.string(),
  /** What it is about. Its run is the newest of the message; `runId` is the run that asked. */
  work: workPlaceSchema,
  agent: z.string(),
  title: z.string(),
  /** What the agent wrote or wants to do. It is the agent's claim, not a fact. */
  detail: z.string(),
  /** Suggested answers to a question. */
  options: z.array(z.string()).optional(),
  /** Of a request for permission: what would be done, part by part. `detail` says the same in one text. */
  permission: permissionFactsSchema.optional(),
  /** For a machine: a spawn plan with its cost, for example. */
  preview: z.unknown().optional(),
  /** Of a spawn plan: what it will probably cost, and what that is based on. */
  estimate: spawnEstimateSchema.optional(),
  /** There is an estimate, but it cannot be read: the cost is unknown. */
  estimateUnreadable: z.literal(true).optional(),
  /** An answer must repeat it, so that it applies to exactly this content. */
  digest: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  status: approvalStateSchema,
  answer: z.string().optional(),
  answeredBy: z.string().optional(),
  answeredAt: timeSchema.optional(),
  /** A person has decided, and can still take it back. The status is `open` until then. */
  held: heldDecisionSchema.optional(),
});
export type ApprovalView = z.infer<typeof approvalSchema>;

const about = { approvalId: z.string(), kind: approvalKindSchema, agent: z.string() };

export const approvalEvents = {
  "approval.requested": z
    .object({
      ...about,
      title: z.string(),
      detail: z.string(),
      /** Of a request for permission: its title is made of it. */
      brief: permissionBriefSchema.optional(),
      options: z.array(z.string()).optional(),
      digest: z.string(),
      expiresAt: z.number(),
      estimate: spawnEstimateSchema.optional(),
      estimateUnreadable: z.literal(true).optional(),
      /** Not everything that is asked is in this event: it is too long, or a part looks like a credential. */
      partial: z.literal(true).optional(),
      /** The reply that announces it to the person. */
      replyId: z.number().int().optional(),
    })
    .describe("An agent waits for a decision of a person."),
  "approval.held": z
    .object({ ...about, status: heldDecisionSchema.shape.status, by: z.string(), until: z.number() })
    .describe("A person decided. The decision takes effect at `until`, unless it is taken back before."),
  "approval.reopened": z
    .object({ ...about, by: z.string() })
    .describe("A person took the decision back before it took effect."),
  "approval.answered": z
    .object({
      ...about,
      status: z.enum(["approved", "denied", "answered"]),
      text: z.string().optional(),
      by: z.string(),
    })
    .describe("A person decided. Sent once for each approval."),
  "approval.expired": z.object(about).describe("No one decided in time."),
  "approval.cancelled": z
    .object({ ...about, reason: z.string(), why: approvalWhySchema.optional() })
    .describe("The run that asked has ended, so no decision is needed."),
} as const;
