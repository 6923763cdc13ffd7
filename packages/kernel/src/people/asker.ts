/**
 * On whose behalf a conversation works, and with which role now. A role that changes counts from then on, for work that
 * waits too. Work of a sender whose approval was revoked has no role.
 */
import { roleOnChannel, type SenderRole } from "@tinyagi/contracts";
import type { ConversationRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { type PersonKey, type SenderKey, toPersonKey } from "./sender-key.js";

/** What says who asked: the columns of a conversation, or those that one will have. */
export type AskerFacts = Pick<ConversationRow, "channel" | "sender" | "sender_id" | "asker">;

/**
 * Who asked: an approved sender, or the operator, who may have set work up whose answers go to somebody else. Null: what
 * the channel and its sender say.
 */
export type Asker = SenderKey | "operator" | null;

/** How the column `asker` is stored. */
export function storedAsker(asker: Asker | undefined): string | null {
  if (asker === null || asker === undefined) return null;
  return JSON.stringify(asker === "operator" ? asker : [asker.channel, asker.senderId]);
}

export function readAsker(stored: string | null): Asker {
  if (stored === null) return null;
  const asker: "operator" | [string, string] = JSON.parse(stored);
  return asker === "operator" ? asker : { channel: asker[0], senderId: asker[1] };
}

/** @returns undefined when the approval was revoked */
export function findRole({ pairings }: Pick<Store, "pairings">, asked: AskerFacts): SenderRole | undefined {
  const asker = readAsker(asked.asker);
  if (asker === "operator") return "owner";
  if (asker !== null) return approvedRole(pairings, asker);
  const { channel, sender_id: senderId } = asked;
  const known = senderId === null ? undefined : approvedRole(pairings, { channel, senderId });
  const role = roleOnChannel(channel);
  // On a local channel an id is only a name that the operator's client chose.
  return role === "owner" ? role : (known ?? role);
}

function approvedRole(pairings: Store["pairings"], key: SenderKey): SenderRole | undefined {
  const row = pairings.get(key.channel, key.senderId);
  return row?.state === "approved" ? row.role : undefined;
}

/** All approved senders of the person on whose behalf a conversation works. */
export function listSenders({ pairings }: Pick<Store, "pairings">, asked: AskerFacts): SenderKey[] {
  const asker = readAsker(asked.asker);
  const { channel, sender_id } = asked;
  const named = asker ?? (sender_id === null ? null : { channel, senderId: sender_id });
  if (named === null || named === "operator") return [];
  const row = pairings.get(named.channel, named.senderId);
  if (row === undefined) return [named];
  return pairings
    .personOf(row.linked_to ?? row.id)
    .map((one) => ({ channel: one.channel, senderId: one.sender_id }));
}

/** The person on whose behalf a conversation works. */
export function personOf(store: Pick<Store, "pairings">, asked: AskerFacts): PersonKey {
  const asker = readAsker(asked.asker);
  return toPersonKey(
    store,
    asker === null || asker === "operator"
      ? { channel: asked.channel, sender: asked.sender, senderId: asked.sender_id }
      : { ...asker, sender: asked.sender },
  );
}
