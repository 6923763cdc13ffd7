/** What a reply says about work without an answer: made from the facts of its failure, in the language of the home. */
import type { FailureFact, ReplyNote } from "@tinyagi/contracts";
import { budgetText, continuesText, partlyUsedText } from "../figures/budget-text.js";
import { duration } from "../figures/duration.js";
import { moment } from "../figures/time.js";
import { cancelText } from "../reasons/end-words.js";
import { withoutStop } from "../reasons/sentence.js";
import { toStep } from "../reasons/step-of.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** Work that ended without an answer, or that waits for another attempt. */
export interface Unanswered {
  readonly status: string;
  readonly attempts: number;
  /** What the program or its provider said. */
  readonly error: string | null;
  readonly errorClass?: string | null | undefined;
  readonly fact: FailureFact | undefined;
}

/** A waiting message, and where and when that is read. */
export interface WaitingReply extends Unanswered {
  readonly id: number;
  readonly place: "chat" | "terminal";
  readonly now: number;
  /** When it is tried again. */
  readonly notBefore: number | null;
  readonly mayTryNow: boolean;
}

/** What happened, without a command: `failed after 3 attempts: no network`. */
export function failureText(of: Unanswered, words: ViewWords = en): string {
  const { replies } = words;
  const { fact, status, attempts } = of;
  if (of.errorClass === "budget") return endReason(of, words);
  if (status === "cancelled") return replies.cancelled(endReason(of, words));
  return replies.failed(attempts, withStep(endReason(of, words), fact, words));
}

/** Why there is no answer yet, and what its reader can do. */
export function waitingText(of: WaitingReply, words: ViewWords = en): string {
  const { replies } = words;
  const { fact, now, id, place, mayTryNow } = of;
  const reason = withoutStop(withStep(waitReason(of, words), fact, words));
  // A message that is held looks often whether its pause is over; people read when that is known to end.
  const at = Math.max(of.notBefore ?? 0, fact?.pausedUntil ?? 0, fact?.resetsAt ?? 0);
  const again = replies.retried(reason, at <= now ? undefined : moment(at, { now }));
  if (fact?.waitsUntil === undefined) return again;
  return replies.keepsTrying(again, moment(fact.waitsUntil, { now }), replies.stop(id, place, mayTryNow));
}

/** Why work ended, without what follows from that. */
function endReason({ fact, error, status }: Unanswered, words: ViewWords = en): string {
  const { ends } = words.reasons;
  if (fact?.cancelled !== undefined && status === "cancelled") return cancelText(fact.cancelled, ends);
  if (fact?.budget !== undefined && fact.budget.act !== "waits") return budgetText(fact.budget, words);
  if (fact?.crashes !== undefined) return words.reasons.sentence(ends.crashed(fact.crashes));
  return error ?? words.replies.noReason;
}

function waitReason({ fact, error, now, notBefore }: WaitingReply, words: ViewWords): string {
  const { pausedUntil, said, provider, window, budget } = fact ?? {};
  if (pausedUntil !== undefined && said !== undefined && provider !== undefined)
    return words.replies.paused(provider, moment(pausedUntil, { now }), said);
  if (window !== undefined)
    return words.reasons.ends.window(window, moment(fact?.resetsAt ?? notBefore ?? now, { now }));
  if (budget !== undefined) return budgetText(budget, words);
  return error ?? words.replies.noReason;
}

/** The reason in the provider's words, with what a person can do about it. */
function withStep(reason: string, fact: FailureFact | undefined, { reasons, budgets }: ViewWords): string {
  const step = fact === undefined ? undefined : toStep(fact, reasons.steps);
  return step === undefined ? reason : budgets.join([reasons.sentence(reason), reasons.sentence(step)]);
}

/** What TinyAGI adds to a reply. Earlier releases and other parts give a sentence. */
export function noteText(note: ReplyNote | string, words: ViewWords = en): string {
  if (typeof note === "string") return note;
  const { replies } = words;
  switch (note.code) {
    case "budget.warning":
      return partlyUsedText(note, words);
    case "budget.continues":
      return continuesText(note, words);
    case "chain.stopped":
      return replies.notes.chainStopped(note);
    case "chain.limit":
      return replies.notes.chainLimit(note);
    case "summary.limit":
      return replies.notes.summaryLimit(note);
    case "handoff.limit":
      return replies.notes.handoffLimit(note, duration(note.most, words));
    case "post.limit":
      return replies.notes.postLimit(note, duration(note.most, words));
    case "posts.limit":
      return replies.notes.postsLimit(note);
    case "mentioned":
      return replies.notes.mentioned(note);
    case "recipient.unknown":
      return replies.notes.recipientUnknown(note);
    case "handoff.unknown":
      return replies.notes.handoffUnknown(note);
    case "default.lost":
      return replies.notes.defaultLost(note);
    case "agent.closed":
      return replies.notes.agentClosed(note);
    case "deleted":
      return replies.deleted(
        note.agent,
        endReason({ status: "dead", attempts: 0, error: note.error, fact: note.fact }, words),
      );
    default:
      return answerNote(note, words);
  }
}

type AnswerNote = Extract<
  ReplyNote,
  {
    code:
      | "plan.refused"
      | "plans.limit"
      | "files.denied"
      | "tags.limit"
      | "tools.denied"
      | "background.ended"
      | "session.rebuilt"
      | "prompt.left_out"
      | "recording.unheard";
  }
>;

/** What stands beside an answer, in brackets: it is about the answer, and the agent did not write it. */
function answerNote(note: AnswerNote, words: ViewWords): string {
  const { notes } = words.replies;
  switch (note.code) {
    case "plan.refused":
      return aside(notes.planRefused(note), words);
    case "plans.limit":
      return aside(notes.plansLimit(note), words);
    case "files.denied":
      return aside(notes.filesDenied(note), words);
    case "tags.limit":
      return aside(notes.tagsLimit(note), words);
    case "tools.denied":
      return aside(notes.toolsDenied(note), words);
    case "background.ended":
      return aside(notes.backgroundEnded(note), words);
    case "session.rebuilt":
      return aside(notes.sessionRebuilt, words);
    case "prompt.left_out":
      return aside(notes.promptLeftOut(note), words);
    case "recording.unheard":
      return aside(notes.unheard(note), words);
    default:
      return codeOfNewer(note);
  }
}

/** In the brackets of the language, slanted. */
function aside(text: string, { replies }: ViewWords): string {
  const [begin] = replies.brackets;
  return begin === "(" ? `_(${text})_` : `_（${text}）_`;
}

/** Every code of this release has its words above. */
function codeOfNewer(note: never): string {
  const { code }: { code: string } = note;
  return code;
}
