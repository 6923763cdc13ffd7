/** What the failure to send a reply means for the reply, and for the platform. Pure. */
import { REPLY_WAIT_MAX_MS } from "@tinyagi/contracts";
import { PlatformError } from "../adapter/platform-error.js";

/** A platform may say more than the API takes. */
const ERROR_MAX_CHARS = 2_000;

export interface Verdict {
  error: string;
  retryAfterMs?: number;
  permanent?: boolean;
  release?: boolean;
}

export function verdictOn(error: unknown, isConnected: boolean): Verdict {
  const message = error instanceof Error ? error.message : "";
  const text = message === "" ? "unknown error" : message.slice(0, ERROR_MAX_CHARS);
  if (!(error instanceof PlatformError)) return { error: text };
  const { kind, retryAfterMs } = error;
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs: getWait(retryAfterMs) };
  if (kind === "permanent") return { error: text, permanent: true };
  // The platform asked to wait, so it works, and so does the reply.
  if (kind === "rate_limited") return { error: text, ...hint, release: true };
  return isOutage(error, isConnected) ? { error: text, ...hint, release: true } : { error: text, ...hint };
}

/** The platform's hint, within what the API takes. Asked again after a day, the platform says how long is left. */
function getWait(hintMs: number): number {
  return Number.isFinite(hintMs) ? Math.min(Math.max(0, Math.ceil(hintMs)), REPLY_WAIT_MAX_MS) : 0;
}

/** Whether the platform as a whole does not work, rather than this one reply. */
export function isOutage(error: unknown, isConnected: boolean): boolean {
  if (!(error instanceof PlatformError)) return false;
  const { kind } = error;
  return kind === "unauthorized" || kind === "conflict" || (kind === "unreachable" && !isConnected);
}
