/** Ids of Discord contain their time: https://discord.com/developers/docs/reference#snowflakes. Later ids are greater. */
const EPOCH_MS = 1_420_070_400_000;
const TIME_SHIFT = 22n;

/** The smallest id of a time in milliseconds since 1970. */
export function snowflakeAt(ms: number): bigint {
  return BigInt(Math.max(0, ms - EPOCH_MS)) << TIME_SHIFT;
}

/** The id that lies `ms` before another one. */
export function snowflakeBefore(id: bigint, ms: number): bigint {
  const earlier = id - (BigInt(ms) << TIME_SHIFT);
  return earlier > 0n ? earlier : 0n;
}
