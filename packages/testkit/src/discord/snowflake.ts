/** Ids as Discord makes them: milliseconds since 2015, then a counter. Each is greater than the one before. */
const EPOCH_MS = 1_420_070_400_000;
const TIME_SHIFT = 22n;

export function createSnowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const first = BigInt(now() - EPOCH_MS) << TIME_SHIFT;
    last = first > last ? first : last + 1n;
    return String(last);
  };
}
