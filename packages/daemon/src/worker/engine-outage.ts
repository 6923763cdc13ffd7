/**
 * What the log says while the engine cannot be reached. A home has several connections to it, and each is tried again and
 * again: each reason is said once, until the engine is reached.
 */
import type { Log } from "@tinyagi/base";

/** Reasons of one outage. A server that answers something else each time is not worth more lines. */
const REASONS_MAX = 10;

export interface EngineOutage {
  readonly onError: (error: Error) => void;
  /** A connection has opened. */
  readonly onOpen: () => void;
}

export function createEngineOutage(log: Log): EngineOutage {
  const said = new Set<string>();
  return {
    onError(err) {
      if (said.has(err.message) || said.size >= REASONS_MAX) return;
      said.add(err.message);
      log.warn({ err }, "the engine of the workers cannot be reached; it is tried again");
    },
    onOpen() {
      if (said.size === 0) return;
      said.clear();
      log.info({}, "the engine of the workers is reached again");
    },
  };
}
