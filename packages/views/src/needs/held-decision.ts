/** Decisions that can still be taken back: the daemon holds each until its time is over. */
import type { HeldDecision } from "@tinyagi/contracts";
import { span } from "../figures/duration.js";
import { en } from "../words/en.js";
import { shortName } from "../words/short-name.js";
import type { ViewWords } from "../words/words.js";

/** Those of the approvals that are decided and can be taken back, the one that takes effect first before the others. */
export function heldDecisions<A extends { readonly held?: HeldDecision | undefined }>(
  approvals: readonly A[],
): (A & { readonly held: HeldDecision })[] {
  return approvals
    .flatMap((one) => (one.held === undefined ? [] : [{ ...one, held: one.held }]))
    .sort((a, b) => a.held.until - b.held.until);
}

/** What was decided, by whom, and for how long it can be taken back. */
export function heldText({ status, by, until }: HeldDecision, now: number, words: ViewWords = en): string {
  return words.needs.held[status](shortName(by), span(until - now, words));
}
