/** Why a sub-agent did not run, or not to its end: a code, with the text that journals and clients of earlier releases have. */
import { z } from "zod";
import { cancelFactSchema } from "./failure/cancel-fact.js";

/** Ends that need no more than their code, each with its text. */
export const NODE_ENDS = {
  /** Its condition does not hold. */
  "node.guard": "guard",
  /** What it depends on did not complete. */
  "node.dependency": "dependency",
  "node.dependency_skipped": "dependency_skipped",
  /** The agent that had asked for it did not ask again. */
  "node.not_needed": "not_needed",
  "node.budget": "budget",
  "node.paused": "paused",
  "node.run_cancelled": "the run was cancelled",
  "node.parent_failed": "the parent failed",
  "node.parent_ended": "the parent has already ended",
  "node.ended": "the node has already ended",
  "node.enough": "enough of its siblings completed",
  "node.too_few": "too many of its siblings did not complete",
  "node.asker_ended": "the agent that asked for it has ended",
  "node.message_gone": "its message is gone",
  "node.parent_gone": "its parent is gone",
} as const satisfies Record<string, string>;
export type NodeEnd = keyof typeof NODE_ENDS;

export const nodeWhySchema = z.discriminatedUnion("code", [
  z.object({ code: z.enum(Object.keys(NODE_ENDS) as [NodeEnd, ...NodeEnd[]]) }),
  /** Its message was cancelled. `said`: as it is stored. */
  z.object({ code: z.literal("node.cancelled"), said: z.string(), by: cancelFactSchema.optional() }),
  /** An error from above ended it. */
  z.object({ code: z.literal("node.error"), said: z.string() }),
]);
export type NodeWhy = z.infer<typeof nodeWhySchema>;

/** The text beside the fact. */
export function nodeReason(why: NodeWhy): string {
  return "said" in why ? why.said : NODE_ENDS[why.code];
}

const BY_TEXT: ReadonlyMap<string, NodeEnd> = new Map([
  ...Object.entries(NODE_ENDS).map(([code, reason]) => [reason, code as NodeEnd] as const),
  ["the node has ended", "node.ended"],
  ["its message was deleted", "node.message_gone"],
]);

/** The fact of a record of an earlier release, which has the text alone. */
export function nodeWhyBefore(reason: string): NodeWhy {
  const code = BY_TEXT.get(reason);
  return code === undefined ? { code: "node.error", said: reason } : { code };
}
