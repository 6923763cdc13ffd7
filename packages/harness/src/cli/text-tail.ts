/**
 * Keeps the last characters of a growing text. Whatever arrives, each character is copied a bounded number of times, and
 * memory never exceeds three times the limit.
 */

/** Characters of an agent's text kept to report a failure. */
export const PARTIAL_MAX_CHARS = 1_000_000;

/** The end of a growing text. */
export interface TextTail {
  /** Adds a piece on a line of its own. An empty one adds nothing. */
  readonly push: (piece: string) => void;
  readonly text: () => string;
}

/** Creates an empty tail that keeps at most `limitChars`. */
export function createTextTail(limitChars = PARTIAL_MAX_CHARS): TextTail {
  let pieces: string[] = [];
  let held = 0;
  const compact = (): string => {
    const last = pieces.join("\n").slice(-limitChars);
    pieces = last === "" ? [] : [last];
    held = last.length;
    return last;
  };
  return {
    push: (piece) => {
      if (piece === "") return;
      pieces.push(piece);
      held += piece.length + 1;
      // Only at twice the limit: cutting after every piece would copy the whole tail each time.
      if (held > limitChars * 2) compact();
    },
    text: compact,
  };
}
