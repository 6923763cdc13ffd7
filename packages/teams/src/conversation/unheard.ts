/**
 * What a person reads about recordings that were not transcribed. That no transcription is set up is said once to each person:
 * with every voice note, it would be a nuisance.
 */
import { givenFileName, type ReplyNote, type Unheard, type UnheardReason } from "@tinyagi/contracts";
import type { Claim } from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";

/** The newest events among which an earlier notice is looked for. */
const SCAN_MAX = 20_000;
const EARLIER_MAX = 200;
/** They say nothing that a person could act on, or nothing is wrong. */
const SILENT: ReadonlySet<UnheardReason> = new Set(["unset", "empty"]);

export function unheardNotes(
  context: ConversationContext,
  claim: Claim,
  unheard: readonly Unheard[] = [],
): ReplyNote[] {
  const isUnset = unheard.some(({ reason }) => reason === "unset");
  const others = unheard.filter(({ reason }) => !SILENT.has(reason));
  const notes = others.map(({ name, reason }) => toNote(name, reason));
  return [
    ...(isUnset && !wasTold(context, claim) ? [toNote(undefined, "unset")] : []),
    ...new Map(notes.map((note) => [JSON.stringify(note), note])).values(),
  ];
}

function toNote(name: string | undefined, reason: UnheardReason): ReplyNote {
  const shown = name === undefined ? undefined : givenFileName(name);
  return { code: "recording.unheard", name: shown ?? null, reason };
}

/** Whether another message of the same person met the same. */
function wasTold({ store }: ConversationContext, { conversation_id: id }: Claim): boolean {
  const own = store.conversations.get(id);
  if (own === undefined) return true;
  const earlier = store.events.newest({
    before: store.events.bounds().last + 1,
    scan: SCAN_MAX,
    limit: EARLIER_MAX,
    types: ["recording.not_transcribed"],
    agent: undefined,
  });
  return earlier.some(({ conversation_id: other, data }) => {
    if (other === null || other === id || !data.includes('"reason":"unset"')) return false;
    const conversation = store.conversations.get(other);
    return (
      conversation?.channel === own.channel &&
      conversation.sender_id === own.sender_id &&
      conversation.sender === own.sender
    );
  });
}
