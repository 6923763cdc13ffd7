/**
 * Keeps the last characters of a text that grows piece by piece. Whatever arrives, each character is copied a bounded
 * number of times and at most three times the limit is in memory.
 */

/** Text of an agent that is kept for the report of a failure, in characters. */
export const PARTIAL_MAX_CHARS = 1_000_000;

/** The end of a growing text. */
export interface TextTail {
  /** Adds a piece on a line of its own. An empty one adds nothing. */
  readonly push: (piece: string) => void;
  readonly text: () => string;
}

/** Creates an empty tail of at most `limitChars`. */
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
      // Only at twice the limit: cutting at every piece would copy the whole limit each time.
      if (held > limitChars * 2) compact();
    },
    text: compact,
  };
}
