/**
 * What a program writes in plain words before the first message of its protocol: why it does not work, such as that nobody has logged
 * it in. Bounded, and of no use once it has spoken its protocol: its agent may have written the rest.
 */
const KEPT_CHARS = 2_000;

export interface PlainWords {
  /** Takes each line of stdout. */
  readonly see: (line: string) => void;
  /** The last words. Empty once a message came. */
  readonly text: () => string;
}

export function createPlainWords(): PlainWords {
  let words = "";
  let hasMessage = false;
  return {
    see(line) {
      if (hasMessage) return;
      hasMessage = line.trimStart().startsWith("{");
      words = hasMessage ? "" : `${words}\n${line.slice(-KEPT_CHARS)}`.slice(-KEPT_CHARS).trimStart();
    },
    text: () => words,
  };
}
