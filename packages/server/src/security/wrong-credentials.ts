/**
 * Counts all wrong credentials in one bucket, whatever their kind and origin: bearer tokens, sessions, tickets and
 * signatures. A valid credential passes even when the bucket is full, so guessing cannot lock the operator out.
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

/** Counts a wrong credential and returns the refusal: `UNAUTHORIZED` (401), or `RATE_LIMITED` (429) at the limit. */
export type RefuseWrong = (message: string) => AppError;

export function createWrongCredentials(options: {
  limits: Pick<AppLimits, "wrongTokens" | "wrongTokenWindowMs">;
  now: () => number;
}): RefuseWrong {
  const { limits, now } = options;
  /** Times of wrong credentials, oldest first; at most `wrongTokens` of them. */
  let wrong: number[] = [];
  return (message) => {
    const time = now();
    wrong = wrong.filter((at) => time - at < limits.wrongTokenWindowMs);
    const oldest = wrong[0];
    if (wrong.length >= limits.wrongTokens && oldest !== undefined) {
      const waitMs = oldest + limits.wrongTokenWindowMs - time;
      const retryAfterS = Math.max(1, Math.ceil(waitMs / MS_PER_SECOND));
      return new RetryLaterError(
        "RATE_LIMITED",
        "Too many wrong tokens. Wait before you try again, and check the token.",
        retryAfterS,
      );
    }
    wrong.push(time);
    return new AppError("UNAUTHORIZED", message);
  };
}
