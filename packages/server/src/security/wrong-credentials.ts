/**
 * Counts wrong credentials, whatever their kind: bearer tokens, sessions, tickets and signatures. All callers of this machine
 * share one bucket. A caller from elsewhere has its own, by its address, and all of them share a larger one. A valid
 * credential passes even when a bucket is full, so guessing cannot lock the operator out.
 */
import { AppError } from "@tinyagi/contracts";
import type { AppLimits } from "../options.js";

const MS_PER_SECOND = 1_000;

/** An `AppError` whose response carries a `Retry-After` header. */
export class RetryLaterError extends AppError {
  /** Whole seconds. */
  readonly retryAfterS: number;
  constructor(
    code: "RATE_LIMITED" | "TOO_MANY_STREAMS" | "SHUTTING_DOWN",
    message: string,
    retryAfterS: number,
  ) {
    super(code, message);
    this.retryAfterS = retryAfterS;
  }
}

/**
 * Counts a wrong credential and returns the refusal: `UNAUTHORIZED` (401), or `RATE_LIMITED` (429) at the limit.
 * @param client who sent it, for a request from elsewhere; absent for callers of this machine, who are counted together
 */
export type RefuseWrong = (message: string, client?: string) => AppError;

/** As many clients from elsewhere are counted; then the one that was silent for longest is forgotten. */
const CLIENTS_MAX = 1_000;
/** All clients from elsewhere together may be wrong this many times as often as one. */
const ELSEWHERE_TIMES = 10;

export function createWrongCredentials(options: {
  limits: Pick<AppLimits, "wrongTokens" | "wrongTokenWindowMs">;
  now: () => number;
}): RefuseWrong {
  const { limits, now } = options;
  const { wrongTokens, wrongTokenWindowMs: windowMs } = limits;
  const here = createBucket(wrongTokens, windowMs);
  const elsewhere = createBucket(wrongTokens * ELSEWHERE_TIMES, windowMs);
  /** The one that was wrong last comes last. */
  const clients = new Map<string, Bucket>();

  function bucketOf(client: string): Bucket {
    const bucket = clients.get(client) ?? createBucket(wrongTokens, windowMs);
    clients.delete(client);
    for (const key of clients.keys()) {
      if (clients.size < CLIENTS_MAX) break;
      clients.delete(key);
    }
    clients.set(client, bucket);
    return bucket;
  }

  return (message, client) => {
    const time = now();
    const buckets = client === undefined ? [here] : [bucketOf(client), elsewhere];
    const waitMs = Math.max(...buckets.map((bucket) => bucket.waitMs(time)));
    if (waitMs > 0) {
      const retryAfterS = Math.max(1, Math.ceil(waitMs / MS_PER_SECOND));
      return new RetryLaterError(
        "RATE_LIMITED",
        "Too many wrong tokens. Wait before you try again, and check the token.",
        retryAfterS,
      );
    }
    for (const bucket of buckets) bucket.add(time);
    return new AppError("UNAUTHORIZED", message);
  };
}

interface Bucket {
  /** How long it is full; 0 when it is not. */
  waitMs(time: number): number;
  add(time: number): void;
}

function createBucket(limit: number, windowMs: number): Bucket {
  /** Times of wrong credentials, oldest first; at most `limit` of them. */
  let wrong: number[] = [];
  return {
    waitMs(time) {
      wrong = wrong.filter((at) => time - at < windowMs);
      const oldest = wrong[0];
      return wrong.length >= limit && oldest !== undefined ? oldest + windowMs - time : 0;
    },
    add: (time) => void wrong.push(time),
  };
}
