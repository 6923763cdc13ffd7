/** The conversations of the cards by id. Pure. */
import type { Conversation } from "../../lib/queries";

type Index = ReadonlyMap<string, Conversation>;

const indexes = new WeakMap<readonly Conversation[], Index>();

/** Made once for each list: every card of a board looks into it, each second. */
export function conversationsById(list: readonly Conversation[]): Index {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const index = new Map(list.map((conversation) => [conversation.id, conversation]));
  indexes.set(list, index);
  return index;
}
