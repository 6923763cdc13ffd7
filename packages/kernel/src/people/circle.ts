/**
 * Who shares sessions, files, tasks and schedules: owners and the operator as one circle, everybody else alone. Two pieces
 * of work belong together when their circles are equal.
 */
import { ROLES } from "@tinyagi/contracts";
import type { Store } from "../store/store.js";
import { type AskerFacts, findRole, personOf } from "./asker.js";

/** The circle of owners. */
export const OWNERS = "owners";

/** A key that is equal for work of one circle. Work without a role is in the circle of its person. */
export function resolveCircle(store: Pick<Store, "pairings">, asked: AskerFacts): string {
  const role = findRole(store, asked);
  if (role !== undefined && ROLES[role].shares) return OWNERS;
  const { channel, senderKey } = personOf(store, asked);
  return `person:${JSON.stringify([channel, senderKey])}`;
}

/** The circle of a stored conversation; undefined when retention has removed it. */
export function circleOfConversation(
  store: Pick<Store, "pairings" | "conversations">,
  conversationId: string,
): string | undefined {
  const row = store.conversations.get(conversationId);
  return row === undefined ? undefined : resolveCircle(store, row);
}
