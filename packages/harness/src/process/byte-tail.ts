/** Keeps the last bytes of a stream, for error messages; memory is bounded by a small multiple of the limit. */
import { createGrowingBytes } from "./growing-bytes.js";

/** The tail of a stream. */
export interface ByteTail {
  readonly push: (chunk: Buffer) => void;
  /** The last bytes as text; a character cut at the front becomes U+FFFD. */
  readonly text: () => string;
}

/** Creates a tail of at most `limitBytes`. */
export function createByteTail(limitBytes: number): ByteTail {
  const bytes = createGrowingBytes();
  return {
    push: (chunk) => {
      bytes.append(chunk.subarray(Math.max(0, chunk.length - limitBytes)));
      // Only at twice the limit: moving at every chunk would copy the whole tail each time.
      if (bytes.length() > limitBytes * 2) bytes.keepLast(limitBytes);
    },
    text: () => {
      bytes.keepLast(limitBytes);
      return bytes.view().toString("utf8");
    },
  };
}
