/** Which messages join a live run: those of the person it works for. */
import { type MessageRow, type RunSteering, type Store, toSenderKey } from "@tinyagi/kernel";

/**
 * Inside a write that stored `row`: gives it to the live run of its lane, if that run works for the same sender and is
 * not somebody else's work.
 *
 * @returns false when it waits for its turn instead
 */
export function joinLive(parts: { store: Store; steering: RunSteering }, row: MessageRow): boolean {
  const { store, steering } = parts;
  const live = steering.getLiveRun(row.lane);
  if (live === undefined || live.claim.kind !== "user") return false;
  const [own, other] = [row.conversation_id, live.claim.conversation_id].map((id) =>
    store.conversations.get(id),
  );
  if (own === undefined || other === undefined || own.channel !== other.channel) return false;
  const keys = [own, other].map(({ sender, sender_id }) => toSenderKey({ sender, senderId: sender_id }));
  return keys[0] === keys[1] && steering.join(row, `${own.channel}:${own.sender_id ?? own.sender}`);
}
