/**
 * A buffer that grows chunk by chunk. A list of chunks would cost a few hundred bytes for each, so a program that writes
 * single bytes could fill the memory. Each byte is copied a bounded number of times.
 */

const FIRST_CAPACITY = 1_024;

/** A growing buffer. */
export interface GrowingBytes {
  readonly length: () => number;
  readonly append: (chunk: Buffer) => void;
  /** Keeps only the last bytes. */
  readonly keepLast: (count: number) => void;
  /** Drops all bytes and frees the memory. */
  readonly clear: () => void;
  /** The bytes, without a copy. Valid until the next change. */
  readonly view: () => Buffer;
}

/** Creates an empty buffer, which uses no memory yet. */
export function createGrowingBytes(): GrowingBytes {
  let bytes = Buffer.alloc(0);
  let used = 0;
  return {
    length: () => used,
    append: (chunk) => {
      const needed = used + chunk.length;
      if (needed > bytes.length) {
        const grown = Buffer.allocUnsafe(Math.max(needed, bytes.length * 2, FIRST_CAPACITY));
        bytes.copy(grown, 0, 0, used);
        bytes = grown;
      }
      chunk.copy(bytes, used);
      used = needed;
    },
    keepLast: (count) => {
      if (count >= used) return;
      bytes.copyWithin(0, used - count, used);
      used = count;
    },
    clear: () => {
      bytes = Buffer.alloc(0);
      used = 0;
    },
    view: () => bytes.subarray(0, used),
  };
}
