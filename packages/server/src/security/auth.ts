/**
 * Bearer authentication. Tokens are compared in constant time and only ever taken from the Authorization
 * header, never from a URL, a body or a cookie. Wrong ones share one bucket, whatever address they come from;
 * the right one passes even when the bucket is full, so that guessing cannot lock the operator out.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "@tinyagi/contracts";
import type { AppLimits, ServerAuth } from "../options.js";
import { headerValues } from "./raw-headers.js";

const BEARER_PATTERN = /^Bearer +([A-Za-z0-9._~+/=-]{1,512}) *$/i;
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

export interface Authenticator {
  /** The actor, or throws `UNAUTHORIZED` (401) or `RATE_LIMITED` (429). */
  authenticate(rawHeaders: readonly string[]): string;
}

/** An authenticator over one token. `now` is in milliseconds. */
export function createAuthenticator(options: {
  auth: ServerAuth;
  limits: Pick<AppLimits, "wrongTokens" | "wrongTokenWindowMs">;
  now: () => number;
}): Authenticator {
  const { auth, limits, now } = options;
  const expected = digest(auth.token);
  /** Times of wrong tokens, oldest first; never longer than the limit. */
  let wrong: number[] = [];

  function refuseWrong(): AppError {
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
    return new AppError("UNAUTHORIZED", "The token is wrong.");
  }

  return {
    authenticate(rawHeaders) {
      if (auth.mode() === "none") return "local";
      const values = headerValues(rawHeaders, "authorization");
      if (values.length === 0) {
        throw new AppError("UNAUTHORIZED", "A token is needed: send Authorization: Bearer <token>.");
      }
      const token = values.length === 1 ? BEARER_PATTERN.exec(values[0] ?? "")?.[1] : undefined;
      const right = token !== undefined && auth.token !== "" && timingSafeEqual(digest(token), expected);
      if (!right) throw refuseWrong();
      return "operator";
    },
  };
}

/** Equal lengths for the constant-time comparison. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
