/** Keeps the last bytes of a stream, for error messages; never more than twice its limit in memory. */

/** The tail of a stream. */
export interface ByteTail {
  readonly push: (chunk: Buffer) => void;
  /** The last bytes as text; a character cut at the front becomes U+FFFD. */
  readonly text: () => string;
}

/** Creates a tail of at most `limitBytes`. */
export function createByteTail(limitBytes: number): ByteTail {
  let parts: Buffer[] = [];
  let held = 0;
  const compact = () => {
    const whole = Buffer.concat(parts, held);
    // A copy, so that the big buffers behind the slices can be collected.
    const last = Buffer.from(whole.subarray(Math.max(0, whole.length - limitBytes)));
    parts = [last];
    held = last.length;
    return last;
  };
  return {
    push: (chunk) => {
      parts.push(chunk);
      held += chunk.length;
      if (held > limitBytes * 2) compact();
    },
    text: () => compact().toString("utf8"),
  };
}
