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
  recipientUnknown(of: Noted<"recipient.unknown">): string;
  handoffUnknown(of: Noted<"handoff.unknown">): string;
  defaultLost(of: Noted<"default.lost">): string;
  agentClosed(of: Noted<"agent.closed">): string;
  planRefused(of: Noted<"plan.refused">): string;
  plansLimit(of: Noted<"plans.limit">): string;
  filesDenied(of: Noted<"files.denied">): string;
  tagsLimit(of: Noted<"tags.limit">): string;
  toolsDenied(of: Noted<"tools.denied">): string;
  backgroundEnded(of: Noted<"background.ended">): string;
  readonly sessionRebuilt: string;
  promptLeftOut(of: Noted<"prompt.left_out">): string;
  unheard(of: Noted<"recording.unheard">): string;
}
