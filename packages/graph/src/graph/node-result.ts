/** The end of a node, as callers see it. */

/** What became of one node. */
export interface NodeResult {
  status: "pending" | "completed" | "failed" | "cancelled" | "skipped";
  output?: unknown;
  error?: unknown;
  /** What a node that has not completed reported last with `ctx.partial`. */
  partial?: unknown;
  /** Why a node was skipped or cancelled. */
  reason?: string;
  attempts: number;
  /** Generation of the graph that brought the node. */
  generation: number;
}
