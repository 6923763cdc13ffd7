/** Why a platform did not do something. */
import {
  type ChannelWhy,
  type PlatformFault,
  type PlatformStep,
  REPLY_WAIT_MAX_MS,
} from "@tinyagi/contracts";

export type PlatformErrorKind = PlatformFault;

/** What is known besides the kind. Nothing here contains a token. */
export interface PlatformErrorFacts {
  /** What the platform asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The platform's own words. */
  readonly said?: string;
  /** The number that it answered with. */
  readonly status?: number;
  /** What a person can do. */
  readonly step?: PlatformStep;
  readonly cause?: unknown;
}

/** Longest words of a platform that are passed on, in characters. */
const SAID_MAX_CHARS = 500;

/** The only error that an adapter may throw. The message, which is for logs, contains no token. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";

  /** An adapter in a package of its own brings its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "PlatformError" && "kind" in value;
  }

  constructor(
    readonly kind: PlatformErrorKind,
    message: string,
    { retryAfterMs, said, status, step, cause }: PlatformErrorFacts = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.retryAfterMs = toPause(retryAfterMs);
    this.why = {
      code: "channel.platform",
      fault: kind,
      ...(said === undefined ? {} : { said: said.slice(0, SAID_MAX_CHARS) }),
      ...(status === undefined ? {} : { status }),
      ...(step === undefined ? {} : { step }),
    };
  }

  /** What the platform asked for, in milliseconds: a day at most, then it says how long is left. */
  readonly retryAfterMs: number | undefined;
  /** The fact that people read in their language. */
  readonly why: ChannelWhy;
}

/** A platform, or whatever answers for it, may say anything. */
function toPause(askedMs: number | undefined): number | undefined {
  if (askedMs === undefined || Number.isNaN(askedMs)) return undefined;
  return Math.ceil(Math.min(Math.max(0, askedMs), REPLY_WAIT_MAX_MS));
}
