import type { ReplyNote } from "@tinyagi/contracts";

type Noted<Code extends ReplyNote["code"]> = Extract<ReplyNote, { code: Code }>;

/** Sentences that end a reply. Those about budgets and failures are made of the words for these. */
export interface ReplyNoteWords {
  chainStopped(of: Noted<"chain.stopped">): string;
  chainLimit(of: Noted<"chain.limit">): string;
  summaryLimit(of: Noted<"summary.limit">): string;
  /** @param age - of the conversation, where that is the limit: `6 h` */
  handoffLimit(of: Noted<"handoff.limit">, age: string): string;
  postLimit(of: Noted<"post.limit">, age: string): string;
  postsLimit(of: Noted<"posts.limit">): string;
  mentioned(of: Noted<"mentioned">): string;
}
