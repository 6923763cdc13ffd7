/** What a message waits for, and until when, in a few words. */
import type { LaneMessage, WaitFact } from "@tinyagi/contracts";
import { span } from "../figures/duration.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** The facts of an open message. Answers of earlier daemons have no `wait`. */
export interface WaitFacts {
  readonly waitsFor?: LaneMessage["waitsFor"] | undefined;
  readonly wait?: WaitFact | null | undefined;
  /** When its next attempt may start. */
  readonly notBefore?: number | null | undefined;
  /** How many attempts it had. */
  readonly attempts?: number | undefined;
  /** Why the last attempt failed. */
  readonly error?: string | { readonly message: string } | null | undefined;
}

type OneWait = Omit<WaitFact, "behind">;

/** The facts of a wait, also of an answer that names only its kind. @returns undefined when it does not wait */
export function waitFact({ wait, waitsFor, notBefore, attempts = 0 }: WaitFacts): WaitFact | undefined {
  if (wait !== undefined) return wait ?? undefined;
  if (waitsFor === null || waitsFor === undefined) return undefined;
  if (waitsFor !== "retry") return { for: waitsFor, until: null };
  return { for: waitsFor, until: notBefore ?? null, attempt: attempts + 1 };
}

/**
 * For what and until when a message waits: `waits behind message 12, which waits for the provider anthropic (2 min at most)`.
 *
 * @param now - milliseconds since the epoch
 * @returns empty when it does not wait
 */
export function waitWords(facts: WaitFacts, now: number, words: ViewWords = en): string {
  const wait = waitFact(facts);
  if (wait === undefined) return "";
  const { behind } = wait;
  const say = words.runs.waits;
  if (wait.for !== "turn" || behind === undefined) return oneWait(wait, now, words);
  return behind.wait === null
    ? say.behindRunning(behind.id)
    : say.behind(behind.id, oneWait(behind.wait, now, words));
}

function oneWait(wait: OneWait, now: number, words: ViewWords): string {
  const say = words.runs.waits;
  const left = wait.until === null || wait.until <= now ? undefined : span(wait.until - now, words);
  switch (wait.for) {
    case "retry":
      return say.retry(left, wait.attempt);
    case "person":
      return say.person(wait.asks ?? "question", left);
    case "provider":
      return say.provider(wait.provider, left);
    case "place":
      return say.place(wait.place);
    case "start":
      return say.start(left);
    case "held":
      return say.held(left);
    case "decided":
      return say.decided(left);
    case "window":
      return say.window(left);
    case "paused":
    case "sub_agents":
    case "slot":
    case "turn":
      return say[wait.for];
  }
}
