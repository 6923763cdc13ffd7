/**
 * Limits a caller with a scoped token to the routes that list its kind, and there to its own resources. The operator
 * and a local caller of a daemon without a token have access to every route. What the operator's browser may do says
 * the table of acts; see `handlers/confirmation/with-acts.ts`.
 */
import { AppError, type RouteDefinition } from "@tinyagi/contracts";
import type { Principal } from "./principal.js";

const REFUSALS = {
  run: "An agent's run is not permitted to do this. To give work to a teammate, put a tag such as [@name: task] in your answer.",
  channel: "A channel's token does not permit this. Use the operator's token.",
} as const;

/** Throws `FORBIDDEN` (403) when the route does not list this kind of caller. */
export function authorizeCaller(definition: RouteDefinition, principal: Principal): void {
  const { kind } = principal;
  if (kind !== "run" && kind !== "channel") return;
  if (definition.scope === "public" || definition.callers?.includes(kind) === true) return;
  throw new AppError("FORBIDDEN", REFUSALS[kind]);
}

/** Throws `FORBIDDEN` (403) when a channel names another channel, or none (`null`). */
export function assertOwnChannel(principal: Principal, channel: string | null | undefined): void {
  if (principal.kind !== "channel" || principal.channel === channel) return;
  throw new AppError(
    "FORBIDDEN",
    "This token belongs to another channel. Use it only for the channel it was created for.",
  );
}

/** The name that a run may use for its conversation: its program may have been started for an earlier one. */
const CURRENT = "conv_current";

/** The conversation that a caller names. */
export function conversationMeant(principal: Principal, id: string): string {
  return principal.kind === "run" && id === CURRENT ? principal.conversationId : id;
}

/** Throws `FORBIDDEN` (403) when a run names a conversation other than its own. */
export function assertOwnConversation(principal: Principal, conversationId: string | null): void {
  if (principal.kind !== "run" || principal.conversationId === conversationId) return;
  throw new AppError("FORBIDDEN", "A run may only read its own conversation.");
}

/** Throws `FORBIDDEN` (403) when a run names an agent other than its own. A channel has no agent. */
export function assertOwnAgent(principal: Principal, agentId: string): void {
  const isStranger =
    principal.kind === "channel" || (principal.kind === "run" && principal.agentId !== agentId);
  if (isStranger) throw new AppError("FORBIDDEN", "A run may only use what belongs to its own agent.");
}
