/** Which agents the person who asked may use, as routing sees it. What waits is checked again when it is claimed. */
import type { ReplyNote } from "@tinyagi/contracts";
import {
  type AskerFacts,
  type ConversationRow,
  findUseRefusal,
  storedAsker,
  type UseRefusal,
  useRefusalNote,
} from "@tinyagi/kernel";
import { addNote, type ConversationContext } from "./context.js";
import type { InboundMessage } from "./inbound.js";

type Parts = Pick<ConversationContext, "store" | "settings">;

/** Who asks with a message, as its conversation will say. */
export function askedBy({ channel, sender, senderId, asker }: InboundMessage): AskerFacts {
  return { channel, sender, sender_id: senderId ?? null, asker: storedAsker(asker) };
}

export function refusalFor(
  { store, settings }: Parts,
  asked: AskerFacts,
  agent: string,
): UseRefusal | undefined {
  return findUseRefusal({ store, settings: settings() }, asked, agent);
}

/** Those of `agents` that are not open to the person, and a note about each one. */
export function refusedAmong(
  parts: Parts,
  asked: AskerFacts,
  agents: readonly string[],
): { refused: ReadonlySet<string>; notes: ReplyNote[] } {
  const refusals = [...new Set(agents)].flatMap((agent) => refusalFor(parts, asked, agent) ?? []);
  return { refused: new Set(refusals.map(({ agent }) => agent)), notes: refusals.map(useRefusalNote) };
}

/** The person reads in the next reply what did not reach its agent. */
export function noteRefused(
  context: ConversationContext,
  conversation: Pick<ConversationRow, "id">,
  notes: readonly ReplyNote[],
): void {
  for (const text of notes) addNote(context, conversation.id, { text });
}
