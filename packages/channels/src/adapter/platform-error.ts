/** Why a platform did not do something, in the classes that decide what happens next. */

import { REPLY_WAIT_MAX_MS } from "@tinyagi/contracts";

/**
 * - `unreachable`: no usable answer: network, timeout, an error inside the platform. It is tried again.
 * - `rate_limited`: too fast. It is tried again after `retryAfterMs`.
 * - `permanent`: this request will never succeed: the chat is gone, the bot is blocked.
 * - `unauthorized`: the token is not valid. The channel stops until the settings change.
 * - `conflict`: another program uses the same account at the same time.
 */
export type PlatformErrorKind = "unreachable" | "rate_limited" | "permanent" | "unauthorized" | "conflict";

/** The only error that an adapter may throw. The message contains no token. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";

  /** An adapter in a package of its own brings its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "PlatformError" && "kind" in value;
  }

  constructor(
    readonly kind: PlatformErrorKind,
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = toPause(options.retryAfterMs);
  }

  /** What the platform asked for, in milliseconds: a day at most, then it says how long is left. */
  readonly retryAfterMs: number | undefined;
}

/** A platform, or whatever answers for it, may say anything. */
function toPause(askedMs: number | undefined): number | undefined {
  if (askedMs === undefined || Number.isNaN(askedMs)) return undefined;
  return Math.ceil(Math.min(Math.max(0, askedMs), REPLY_WAIT_MAX_MS));
}
