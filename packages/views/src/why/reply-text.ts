/** What a reply says about work without an answer: made from the facts of its failure, in the language of the home. */
import type { FailureFact, ReplyNote } from "@tinyagi/contracts";
import { budgetText, continuesText, partlyUsedText } from "../figures/budget-text.js";
import { duration } from "../figures/duration.js";
import { moment } from "../figures/time.js";
import { cancelText } from "../reasons/end-words.js";
import { withoutStop } from "../reasons/sentence.js";
import { toStep } from "../reasons/step-of.js";
import { en } from "../words/en.js";
import type { SaidNote } from "../words/reply-note-words.js";
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
  const { pausedUntil, said, provider, place, window, budget } = fact ?? {};
  if (pausedUntil !== undefined && said !== undefined && provider !== undefined)
    return words.replies.paused({ provider, place }, moment(pausedUntil, { now }), said);
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

/** Notes about the answer above them: they stand in brackets, because the agent did not write them. */
const BESIDE: ReadonlySet<SaidNote["code"]> = new Set([
  "plan.refused",
  "plans.limit",
  "files.denied",
  "tags.limit",
  "tools.denied",
  "background.ended",
  "session.rebuilt",
  "prompt.left_out",
  "recording.unheard",
]);

const WITH_FIGURES: ReadonlySet<string> = new Set<ReplyNote["code"]>([
  "budget.warning",
  "budget.continues",
  "deleted",
]);

/** A newer release may send others. */
export function isKnownNote({ code }: ReplyNote, { replies }: ViewWords): boolean {
  return WITH_FIGURES.has(code) || Object.hasOwn(replies.notes, code);
}

/** What TinyAGI adds to a reply. Earlier releases and other parts give a sentence; of a newer release, the code. */
export function noteText(note: ReplyNote | string, words: ViewWords = en): string {
  if (typeof note === "string") return note;
  switch (note.code) {
    case "budget.warning":
      return partlyUsedText(note, words);
    case "budget.continues":
      return continuesText(note, words);
    case "deleted": {
      const reason = endReason({ status: "dead", attempts: 0, error: note.error, fact: note.fact }, words);
      return words.replies.deleted(note.agent, reason);
    }
    default:
      return saidText(note, words);
  }
}

function saidText(note: SaidNote, words: ViewWords): string {
  const { notes, brackets } = words.replies;
  if (!Object.hasOwn(notes, note.code)) return note.code;
  const say = notes[note.code] as (of: SaidNote, age: string) => string;
  const text = say(note, "most" in note ? duration(note.most, words) : "");
  if (!BESIDE.has(note.code)) return text;
  return brackets[0] === "(" ? `_(${text})_` : `_（${text}）_`;
}
