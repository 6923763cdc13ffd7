import type { ReplyNote } from "@tinyagi/contracts";

/** Those about budgets and failures are made of the words for these. */
export type SaidNote = Exclude<ReplyNote, { code: "budget.warning" | "budget.continues" | "deleted" }>;

/**
 * Sentences that end a reply, by the code of the note.
 *
 * @param age - of the conversation, where that is the limit: `6 h`
 */
export type ReplyNoteWords = {
  readonly [Code in SaidNote["code"]]: (of: Extract<SaidNote, { code: Code }>, age: string) => string;
};
