import type { Advice, Reason, StepWords } from "@tinyagi/contracts";
import type { ViewWords } from "../words/words.js";

/** Draws a point in time, milliseconds since the epoch. */
export type DrawTime = (time: number) => string;

type Sentences<Fact extends { code: string }> = {
  readonly [Code in Fact["code"]]: (
    fact: Extract<Fact, { code: Code }>,
    time: DrawTime,
    words: ViewWords,
  ) => string;
};

/** One sentence for each code: a new code does not compile without one in both languages. */
export interface ReasonWords {
  readonly reasons: Sentences<Reason>;
  readonly steps: StepWords;
  /** With a full stop. */
  sentence(text: string): string;
  readonly advice: Sentences<Advice>;
}
