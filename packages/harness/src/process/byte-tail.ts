/** Keeps the last bytes of a stream for error messages. Memory never exceeds a small multiple of the limit. */
import { createGrowingBytes } from "./growing-bytes.js";

/** The tail of a stream. */
export interface ByteTail {
  readonly push: (chunk: Buffer) => void;
  /** The last bytes. */
  readonly bytes: () => Buffer;
}

/** Creates a tail that keeps at most `limitBytes`. */
export function createByteTail(limitBytes: number): ByteTail {
  const bytes = createGrowingBytes();
  return {
    push: (chunk) => {
      bytes.append(chunk.subarray(Math.max(0, chunk.length - limitBytes)));
      // Only at twice the limit: cutting after every chunk would copy the whole tail each time.
      if (bytes.length() > limitBytes * 2) bytes.keepLast(limitBytes);
    },
    bytes: () => {
      bytes.keepLast(limitBytes);
      return bytes.view();
    },
  };
}
