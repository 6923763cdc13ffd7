/**
 * Cuts a byte stream into lines with bounded memory: never holds more than `maxLineBytes`, whatever arrives.
 * Invalid UTF-8 becomes U+FFFD; a line over the cap is dropped as a whole, never cut into a wrong one.
 */

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Settings of {@link createLineSplitter}. */
export interface LineSplitterOptions {
  /** Bytes of one line, without its line feed, before it is dropped. */
  readonly maxLineBytes: number;
  readonly onLine: (line: string) => void;
}

/** A running splitter. */
export interface LineSplitter {
  /** Takes the next bytes; calls `onLine` for every line they complete. */
  readonly push: (chunk: Buffer) => void;
  /** Hands out a last line that had no line feed. */
  readonly end: () => void;
  /** Lines dropped because of the cap. */
  readonly droppedLines: () => number;
}

/** Creates a splitter for one stream. Empty lines are skipped. */
export function createLineSplitter({ maxLineBytes, onLine }: LineSplitterOptions): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;
  let skipping = false;
  let dropped = 0;

  const hold = (part: Buffer) => {
    if (skipping || part.length === 0) return;
    if (held + part.length > maxLineBytes) {
      skipping = true;
      dropped += 1;
      parts = [];
      held = 0;
      return;
    }
    parts.push(part);
    held += part.length;
  };
  const flush = () => {
    const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts, held);
    parts = [];
    held = 0;
    skipping = false;
    if (whole === undefined || whole.length === 0) return;
    const length = whole[whole.length - 1] === CARRIAGE_RETURN ? whole.length - 1 : whole.length;
    if (length > 0) onLine(whole.toString("utf8", 0, length));
  };
  return {
    push: (chunk) => {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        hold(chunk.subarray(start, at));
        flush();
        start = at + 1;
      }
      hold(chunk.subarray(start));
    },
    end: flush,
    droppedLines: () => dropped,
  };
}
