/** TinyOffice reached from elsewhere, as sentences. Pure. */
import { EXPOSE_WAY_FACTS, type ExposeProblem, type ExposeWay, type Exposure } from "@tinyagi/contracts";
import { duration } from "../figures/duration.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

const MINUTE_MS = 60_000;

/** What it is now. Without the address, which each place shows in its own way. */
export function exposureText(
  { state, via, until }: Pick<Exposure, "state" | "via" | "until">,
  now: number,
  words: ViewWords = en,
): string {
  const { expose } = words;
  if (state === "off" || via === null) return expose.off;
  if (state === "starting") return expose.starting(EXPOSE_WAY_FACTS[via].program);
  // In whole minutes: nobody counts the seconds until the end.
  const left = Math.max(1, Math.ceil(((until ?? now) - now) / MINUTE_MS)) * MINUTE_MS;
  return expose.on(expose.reach[via], duration(left, words));
}

/** Why it is off, what the program said, and what to do. */
export function exposeProblemText(
  { code, link, said }: ExposeProblem,
  via: ExposeWay,
  words: ViewWords = en,
): { problem: string; step: string } {
  const { expose } = words;
  const { program } = EXPOSE_WAY_FACTS[via];
  const what = expose.problem(code, program);
  return {
    problem: said === null ? what : `${what} ${expose.said(said)}`,
    step: expose.step(code, program, link),
  };
}
