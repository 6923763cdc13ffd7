/** What a reply says, in the words of its reader: an answer with what TinyAGI notes about it, and the notes of the reply. */
import type { ReplyNote } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { isKnownNote, noteText } from "./reply-text.js";

interface SaidPart {
  readonly text: string | null;
  readonly noted?: { readonly own: string | null; readonly notes: readonly ReplyNote[] } | undefined;
}

/** @returns the text as it was delivered where there are no facts, or a newer daemon sent one that is not known here */
export function partText({ text, noted }: SaidPart, words: ViewWords = en): string | null {
  if (noted === undefined || !noted.notes.every((note) => isKnownNote(note, words))) return text;
  return [noted.own ?? "", ...noted.notes.map((note) => noteText(note, words))]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The notes at the end of a reply. */
export function replyNotes(
  {
    notes,
    noteFacts = [],
  }: { readonly notes: readonly string[]; readonly noteFacts?: readonly (ReplyNote | null)[] | undefined },
  words: ViewWords = en,
): string[] {
  return notes.map((note, index) => {
    const fact = noteFacts[index] ?? null;
    return fact === null || !isKnownNote(fact, words) ? note : noteText(fact, words);
  });
}
