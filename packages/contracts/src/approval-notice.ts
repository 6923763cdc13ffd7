/**
 * What a person gets to read of an approval in a chat. Everything in it that the agent wrote is literal. Whoever reads less
 * than all of it may deny, but not approve.
 */
import { z } from "zod";
import { approvalKindSchema } from "./approval.js";
import { permissionBriefSchema } from "./permission-facts.js";
import { spawnEstimateSchema } from "./spawn-estimate.js";

export const approvalNoticeSchema = z.object({
  id: z.string(),
  kind: approvalKindSchema,
  agent: z.string(),
  /** One line. All texts are as `literalText` writes them. */
  title: z.string(),
  /** Of a request for permission: its title is made of it. */
  brief: permissionBriefSchema.optional(),
  /** Exactly what is decided, or its beginning. */
  detail: z.string(),
  /** Of a detail that is too long for a chat: how much is left out after its beginning, and its end. */
  cut: z.object({ missing: z.number().int(), end: z.string() }).optional(),
  /** A part looks like a credential, and is replaced here. */
  masked: z.literal(true).optional(),
  options: z.array(z.string()).optional(),
  /** Of a spawn plan. */
  estimate: spawnEstimateSchema.optional(),
  estimateUnreadable: z.literal(true).optional(),
  expiresAt: z.number(),
});
export type ApprovalNotice = z.infer<typeof approvalNoticeSchema>;

/** Whether it shows everything that is decided. */
export function isWhole({ cut, masked }: Pick<ApprovalNotice, "cut" | "masked">): boolean {
  return cut === undefined && masked === undefined;
}
