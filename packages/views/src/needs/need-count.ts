/** How much needs a person: one count for every screen, chat and report. */
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** What is counted, by its kind. */
export interface NeedCounts {
  /** Open approvals without questions. */
  readonly approvals: number;
  readonly questions: number;
  readonly dead: number;
  /** For which messages wait until a person acts. Undefined: an older daemon does not count them. */
  readonly providers: number | undefined;
}

/** How many things hold work up until a person acts. What can wait is not counted. */
export function needCount({ approvals, questions, dead, providers = 0 }: NeedCounts): number {
  return approvals + questions + dead + providers;
}

/** The count as a sentence, without its kinds. */
export function needSentence(things: number, words: ViewWords = en): string {
  return things === 0 ? words.needs.nothing : words.needs.count(things);
}

/** Only the kinds that there are: `2 approvals, 1 dead letter`. Empty when nothing needs anyone. */
export function needKinds(counts: NeedCounts, words: ViewWords = en): string {
  const { approvals, questions, dead, providers = 0 } = counts;
  const say = words.needs;
  const kinds = [
    approvals === 0 ? "" : say.approvals(approvals),
    questions === 0 ? "" : say.questions(questions),
    dead === 0 ? "" : say.dead(dead),
    providers === 0 ? "" : say.providers(providers),
  ];
  return kinds.filter((kind) => kind !== "").join(", ");
}
