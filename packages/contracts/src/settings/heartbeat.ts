/** Limits for the interval between an agent's heartbeats. */
import { z } from "zod";

/** The shortest interval. Old settings files cannot go below it. */
export const HEARTBEAT_INTERVAL_MIN_S = 10;
const INTERVAL_MAX_DAYS = 30;

/**
 * Seconds between two heartbeats; 0 = never. Only for new values: a file of 0.0.20 may contain a shorter interval, which
 * is read as the shortest one.
 */
export const heartbeatIntervalSchema = z
  .number()
  .int()
  .min(0)
  .max(
    INTERVAL_MAX_DAYS * 86_400,
    `use at most ${INTERVAL_MAX_DAYS} days (${INTERVAL_MAX_DAYS * 86_400} seconds)`,
  )
  .refine(
    (seconds) => seconds === 0 || seconds >= HEARTBEAT_INTERVAL_MIN_S,
    `use 0 for never, or at least ${HEARTBEAT_INTERVAL_MIN_S} seconds`,
  );
