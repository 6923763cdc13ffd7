/**
 * The text of a run as it is written, in pieces that can be shown at once. Each piece is redacted by itself, so what may be
 * the beginning of a credential is held back until the rest of it is there. That is rarely more than the last word. What
 * is still held when the turn ends is never shown: the whole text of the turn follows.
 */
import type { Redactor } from "./redactor.js";

/** Longer than any credential. After it, the pieces stop until the whole text replaces them. */
const HELD_MAX_CHARS = 16_384;

export interface LiveText {
  /** @returns what may be shown now; not yet redacted, and often empty */
  add(delta: string): string;
  /** Starts again: the whole text of the turn replaced the pieces. */
  clear(): void;
}

export function createLiveText(redactor: Pick<Redactor, "unfinishedAt">): LiveText {
  let held = "";
  let isStopped = false;
  return {
    add(delta) {
      if (isStopped) return "";
      const text = held + delta;
      const end = redactor.unfinishedAt(text);
      held = text.slice(end);
      isStopped = held.length > HELD_MAX_CHARS;
      return text.slice(0, end);
    },
    clear() {
      held = "";
      isStopped = false;
    },
  };
}
