import type { ReplyNote } from "@tinyagi/contracts";

type Noted<Code extends ReplyNote["code"]> = Extract<ReplyNote, { code: Code }>;

/** Sentences that end a reply. Those about budgets and failures are made of the words for these. */
export interface ReplyNoteWords {
  chainStopped(of: Noted<"chain.stopped">): string;
  chainLimit(of: Noted<"chain.limit">): string;
  summaryLimit(of: Noted<"summary.limit">): string;
  mentioned(of: Noted<"mentioned">): string;
}
