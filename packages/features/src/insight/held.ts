/** What holds a message, and what ends it, as codes and facts. Pure. */
import type { Advice, Reason } from "@tinyagi/contracts";
import type { Hold } from "./holds.js";

export interface Held {
  reason: Reason;
  advice: Advice;
}

/**
 * The first hold decides: the others are shown when it has ended.
 *
 * @param about.agent who works on the message @param about.of the held message, if it is not the one that is asked about
 */
export function heldReason(
  holds: readonly Hold[],
  { agent, of }: { agent: string; of: number | null },
): Held | undefined {
  const [hold] = holds;
  if (hold === undefined) return undefined;
  const rest = { of, more: holds.length - 1 };
  switch (hold.kind) {
    case "pause":
      return {
        reason: { code: "waits.pause", by: hold.by, at: hold.at, ...rest },
        advice: { code: "resume", target: hold.runId ?? `@${agent}` },
      };
    case "approval":
      return {
        reason: { code: "waits.approval", id: hold.id, asks: hold.asks, until: hold.expiresAt, ...rest },
        advice: { code: "decide", id: hold.id, asks: hold.asks },
      };
    case "sub_agents":
      return {
        reason: { code: "waits.sub_agents", open: hold.open, names: [...hold.names], ...rest },
        advice: { code: "sub_agents", runId: hold.runId },
      };
    case "other":
      return { reason: { code: "waits.held", hold: hold.reason, ...rest }, advice: { code: "held" } };
  }
}
