/** How often an agent may be asked whether there is something to do. */
import { z } from "zod";

/** No agent is asked more often, whatever an old settings file says. */
export const HEARTBEAT_INTERVAL_MIN_S = 10;
const INTERVAL_MAX_DAYS = 30;

/**
 * Seconds between two heartbeats; 0 = never. For what is written: a file of 0.0.20 may hold a shorter interval, which
 * counts as the shortest one.
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
