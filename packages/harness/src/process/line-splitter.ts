/**
 * Splits a byte stream into lines with bounded memory, whatever arrives. Invalid UTF-8 becomes U+FFFD. A line over the
 * limit is dropped completely: half a line could be read as something else.
 */
import { createGrowingBytes } from "./growing-bytes.js";

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Splits one stream. */
export interface LineSplitter {
  /** Adds bytes and yields each completed line. Read the generator to its end before the next call. */
  readonly push: (chunk: Buffer) => Iterable<string>;
  /** Yields a last line without a line feed. */
  readonly end: () => Iterable<string>;
  /** Number of lines dropped because of the limit. */
  readonly droppedLines: () => number;
}

/** Creates a splitter for one stream. It skips empty lines. `maxLineBytes` does not include the line feed. */
export function createLineSplitter(maxLineBytes: number): LineSplitter {
  const begun = createGrowingBytes();
  let skipping = false;
  let dropped = 0;

  const hold = (part: Buffer) => {
    if (skipping || part.length === 0) return;
    if (begun.length() + part.length <= maxLineBytes) {
      begun.append(part);
      return;
    }
    skipping = true;
    dropped += 1;
    begun.clear();
  };
  const complete = (part: Buffer): string => {
    const isWhole = begun.length() === 0 && !skipping && part.length <= maxLineBytes;
    if (isWhole) return toText(part);
    hold(part);
    const line = toText(begun.view());
    begun.clear();
    skipping = false;
    return line;
  };
  return {
    *push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        const line = complete(chunk.subarray(start, at));
        start = at + 1;
        if (line !== "") yield line;
      }
      hold(chunk.subarray(start));
    },
    *end() {
      const line = complete(Buffer.alloc(0));
      if (line !== "") yield line;
    },
    droppedLines: () => dropped,
  };
}

function toText(line: Buffer): string {
  const length = line[line.length - 1] === CARRIAGE_RETURN ? line.length - 1 : line.length;
  return line.toString("utf8", 0, length);
}
