/**
 * The messages that the daemon has not confirmed, from the newest back. Adding one costs the same however many wait, and
 * what was confirmed falls off behind: while an engine is away, thousands wait.
 */
import type { Up } from "./messages.js";

interface Kept {
  readonly message: Up;
  /** The beat that was sent after it in this session. Whoever has that has this. It never falls from older to newer. */
  readonly beat: number;
  readonly older: Kept | null;
}

export interface Unconfirmed {
  readonly count: number;
  readonly newest: Kept | null;
}

export const NOTHING_UNCONFIRMED: Unconfirmed = { count: 0, newest: null };

export function addUnconfirmed(known: Unconfirmed, messages: readonly Up[], beat: number): Unconfirmed {
  let { newest } = known;
  for (const message of messages) newest = { message, beat, older: newest };
  return { count: known.count + messages.length, newest };
}

/** Whoever has the beat `upTo` has what was said before it. */
export function confirmUpTo(
  known: Unconfirmed,
  upTo: number,
): { readonly left: Unconfirmed; readonly confirmed: readonly Up[] } {
  const later: Kept[] = [];
  let at = known.newest;
  for (; at !== null && at.beat > upTo; at = at.older) later.push(at);
  const confirmed = backwards(at);
  let newest: Kept | null = null;
  for (const { message, beat } of later.reverse()) newest = { message, beat, older: newest };
  return { left: { count: later.length, newest }, confirmed };
}

/** In the order in which they were said. */
export function inOrder({ newest }: Unconfirmed): Up[] {
  return backwards(newest).reverse();
}

function backwards(from: Kept | null): Up[] {
  const found: Up[] = [];
  for (let at = from; at !== null; at = at.older) found.push(at.message);
  return found;
}
