import type { Advice, Reason } from "@tinyagi/contracts";
import type { DrawTime } from "../reasons/words.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** A time that is the same for every reader. */
const exact: DrawTime = (time) => new Date(time).toISOString();

/** Why a message waits, works, failed or was answered, in sentences. @param time draws times as the reader's clock shows them */
export function reasonText(
  reasons: readonly Reason[],
  time: DrawTime = exact,
  { reasons: { reasons: sentences } }: ViewWords = en,
): string {
  return reasons.map((reason) => say(sentences, reason, time)).join(" ");
}

/** What to do next, in sentences. */
export function adviceText(
  advice: Advice,
  time: DrawTime = exact,
  { reasons: { advice: sentences } }: ViewWords = en,
): string {
  return say(sentences, advice, time);
}

function say<Fact extends { code: string }>(
  sentences: Readonly<Record<string, (fact: never, time: DrawTime) => string>>,
  fact: Fact,
  time: DrawTime,
): string {
  // The table has a sentence for exactly this fact.
  return sentences[fact.code]?.(fact as never, time) ?? "";
}
