import type { Advice, Reason, StoryStep } from "@tinyagi/contracts";
import { eventSentence } from "../events/event-sentence.js";
import { budgetText } from "../figures/budget-text.js";
import { type KnownFailure, toStep } from "../reasons/step-of.js";
import type { DrawBudget, DrawTime } from "../reasons/words.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** A time that is the same for every reader. */
const exact: DrawTime = (time) => new Date(time).toISOString();

/** A message's story as a daemon tells it: codes, and English sentences for readers that do not know a code. */
interface ToldStory {
  readonly reasons?: readonly Reason[] | undefined;
  readonly advice?: Advice | null | undefined;
  readonly verdict: string;
  readonly next: string | null;
}

/** Why, and what to do next, in the reader's words where the reader knows every code. @param time draws times as the reader's clock shows them */
export function whyText(
  { reasons, advice, verdict, next }: ToldStory,
  time: DrawTime = exact,
  words: ViewWords = en,
): { verdict: string; next: string | null } {
  const isAdviceKnown = advice && Object.hasOwn(words.reasons.advice, advice.code);
  return {
    verdict: isKnown(reasons, words) ? reasonText(reasons, time, words) : verdict,
    next: isAdviceKnown ? adviceText(advice, time, words) : next,
  };
}

/** Why a message waits, works, failed or was answered, in sentences: of codes of this release. */
export function reasonText(
  reasons: readonly Reason[],
  time: DrawTime = exact,
  words: ViewWords = en,
): string {
  return reasons.map((reason) => say(words.reasons.reasons, reason, { time, words })).join(" ");
}

/** What one step of a story says: in the daemon's English text where the reader does not know what it is about. */
export function storyStepText(
  { event, reasons, text = "" }: Pick<StoryStep, "event" | "reasons"> & { text?: string },
  time: DrawTime = exact,
  words: ViewWords = en,
): string {
  if (event !== undefined)
    return text === "" || Object.hasOwn(words.events.sentences, event.type)
      ? eventSentence(event, words)
      : text;
  return isKnown(reasons, words) ? reasonText(reasons, time, words) : text;
}

function isKnown(reasons: readonly Reason[] | undefined, words: ViewWords): reasons is readonly Reason[] {
  const { reasons: said } = words.reasons;
  return reasons?.length !== 0 && reasons?.every(({ code }) => Object.hasOwn(said, code)) === true;
}

/** What to do next, in sentences. */
export function adviceText(advice: Advice, time: DrawTime = exact, words: ViewWords = en): string {
  return say(words.reasons.advice, advice, { time, words });
}

/** What helps before a retry, as a sentence. Undefined: nothing but time, or a class that this release does not know. */
export function stepText(failure: KnownFailure, { reasons }: ViewWords = en): string | undefined {
  const step = toStep(failure, reasons.steps);
  return step === undefined ? undefined : reasons.sentence(step);
}

function say<Fact extends { code: string }>(
  sentences: Readonly<Record<string, (fact: never, time: DrawTime, budget: DrawBudget) => string>>,
  fact: Fact,
  { time, words }: { time: DrawTime; words: ViewWords },
): string {
  // The table has a sentence for exactly this fact.
  return sentences[fact.code]?.(fact as never, time, (stop) => budgetText(stop, words)) ?? "";
}
