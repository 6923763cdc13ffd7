/** What an error of Baileys or a refusal of WhatsApp means. Messages contain no texts and no keys. */
import { PlatformError } from "@tinyagi/channels";
import type { BinaryNode } from "@whiskeysockets/baileys";
import { getStatus } from "./connection-end.js";

/** WhatsApp does not say how long to wait. */
const TOO_FAST_MS = 30_000;

/** @param what names the call, for the message */
export function whatsAppError(error: unknown, what: string): PlatformError {
  if (error instanceof PlatformError) return error;
  // A refused question has the code as its data.
  const code =
    error instanceof Error && "data" in error && typeof error.data === "number"
      ? error.data
      : getStatus(error);
  return refusal(code, what);
}

/** The answer to a message that was sent. @throws PlatformError */
export function mustBeAccepted(answer: BinaryNode | undefined, what: string): void {
  if (answer === undefined) throw new PlatformError("unreachable", `WhatsApp did not acknowledge ${what}`);
  const { error } = answer.attrs;
  if (error !== undefined) throw refusal(Number(error), what);
}

function refusal(code: number, what: string): PlatformError {
  if (code === 429)
    return new PlatformError("rate_limited", `WhatsApp refused ${what}: too fast`, {
      status: code,
      retryAfterMs: TOO_FAST_MS,
    });
  if (code === 401)
    return new PlatformError("unauthorized", `WhatsApp refused ${what}: this device is logged out`, {
      status: code,
      step: "link",
    });
  // 408 and 428 are of the connection; without a code, the error is of this side.
  if (code < 400 || code >= 500 || code === 408 || code === 428)
    return new PlatformError("unreachable", `WhatsApp could not be reached (${what})`);
  if (code === 463)
    return new PlatformError(
      "permanent",
      `WhatsApp refused ${what}: this account may not write first to this person`,
      { status: code },
    );
  return new PlatformError("permanent", `WhatsApp refused ${what} (${code})`, { status: code });
}
