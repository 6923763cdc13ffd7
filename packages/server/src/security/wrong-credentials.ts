/**
 * One bucket for every wrong credential, whatever it was and wherever it came from: bearer tokens, cookies, tickets,
 * signatures. The right one passes even when the bucket is full, so that guessing cannot lock the operator out.
 */
import { AppError } from "@tinyagi/contracts";
import type { AppLimits } from "../options.js";

const MS_PER_SECOND = 1_000;

/** An `AppError` that is answered with a `Retry-After` header. */
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

/** Counts a wrong credential and gives its refusal: `UNAUTHORIZED` (401), or `RATE_LIMITED` (429) at the limit. */
export type RefuseWrong = (message: string) => AppError;

export function createWrongCredentials(options: {
  limits: Pick<AppLimits, "wrongTokens" | "wrongTokenWindowMs">;
  now: () => number;
}): RefuseWrong {
  const { limits, now } = options;
  /** Times of wrong credentials, oldest first; never longer than the limit. */
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
        "Too many wrong tokens. Wait and use the right one.",
        retryAfterS,
      );
    }
    wrong.push(time);
    return new AppError("UNAUTHORIZED", message);
  };
}
