/**
 * What a caller with a scoped token may do: only routes that name it, and there only what is its own. The operator,
 * the operator's browser and a local caller of a daemon without a token pass everywhere.
 */
import { AppError, type RouteDefinition } from "@tinyagi/contracts";
import type { Principal } from "./principal.js";

const REFUSALS = {
  run: "An agent's run may not do this. To give work to a teammate, hand it over with a tag in your answer.",
  channel: "A channel's token does not open this. Use the operator's token.",
} as const;

/** Throws `FORBIDDEN` (403) when the route does not name this kind of caller. */
export function checkCallerOf(definition: RouteDefinition, principal: Principal): void {
  const { kind } = principal;
  if (kind !== "run" && kind !== "channel") return;
  if (definition.scope === "public" || definition.callers?.includes(kind) === true) return;
  throw new AppError("FORBIDDEN", REFUSALS[kind]);
}

/** Keeps a channel to itself. Throws `FORBIDDEN` (403) for another one; `null` is nobody's. */
export function assertOwnChannel(principal: Principal, channel: string | null | undefined): void {
  if (principal.kind !== "channel" || principal.channel === channel) return;
  throw new AppError("FORBIDDEN", "This token is for another channel. Name the channel it was made for.");
}

/** Keeps a run to its conversation. Throws `FORBIDDEN` (403) for another one. */
export function assertOwnConversation(principal: Principal, conversationId: string | null): void {
  if (principal.kind !== "run" || principal.conversationId === conversationId) return;
  throw new AppError("FORBIDDEN", "A run may only look at its own conversation.");
}

/** Keeps a run to its agent; a channel has none. Throws `FORBIDDEN` (403) for another one. */
export function assertOwnAgent(principal: Principal, agentId: string): void {
  const isStranger =
    principal.kind === "channel" || (principal.kind === "run" && principal.agentId !== agentId);
  if (isStranger) throw new AppError("FORBIDDEN", "A run may only use what belongs to its own agent.");
}

/** Only the operator makes credentials: a browser or a local page must not obtain what outlives it. */
export function assertOperator(principal: Principal): void {
  if (principal.kind === "operator" || principal.kind === "local") return;
  throw new AppError(
    "FORBIDDEN",
    "This needs the operator's token. Use the tinyagi command on this machine.",
  );
}
