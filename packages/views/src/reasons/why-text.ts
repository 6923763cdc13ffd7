/** Why something was not done: of its fact in the reader's language, else the sentence that an earlier release wrote. */
import type { PluginWhy, Why } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** A fact, and the sentence beside it. */
export interface Said<Reason extends string | null | undefined> {
  readonly reason: Reason;
  readonly why?: Why | null | undefined;
}

/** A phrase without a full stop, unless it is several sentences. */
export function whyPhrase(why: Why, words: ViewWords = en): string {
  const { phrases } = words.whys;
  return (phrases[why.code] as (fact: Why) => string)(why);
}

/** @returns the reason as it is where there is no fact, or a newer daemon sent one that is not known here */
export function sayWhy<Reason extends string | null | undefined>(
  { reason, why }: Said<Reason>,
  words: ViewWords = en,
): string | Reason {
  if (why === undefined || why === null) return reason;
  return Object.hasOwn(words.whys.phrases, why.code) ? whyPhrase(why, words) : reason;
}

/** What to do about a plugin. */
export function pluginStep(why: PluginWhy, name: string, words: ViewWords = en): string {
  const { pluginSteps } = words.whys;
  return (pluginSteps[why.code] as (fact: PluginWhy, name: string) => string)(why, name);
}

/** The same of an answer, which may be one of an earlier daemon. */
export function sayPluginStep(
  { name, hint, why }: { name: string; hint: string | null; why?: PluginWhy | null | undefined },
  words: ViewWords = en,
): string | null {
  if (why === undefined || why === null) return hint;
  return Object.hasOwn(words.whys.pluginSteps, why.code) ? pluginStep(why, name, words) : hint;
}
