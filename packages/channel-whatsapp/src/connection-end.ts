/** Why a connection ended, and what to do next. Pure. */
import { PlatformError } from "@tinyagi/channels";
import type { PlatformStep } from "@tinyagi/contracts";
import { DisconnectReason } from "@whiskeysockets/baileys";

export type ConnectionEnd =
  /** As it must be: connect again at once. */
  | { readonly kind: "restart" }
  | { readonly kind: "retry"; readonly error: PlatformError }
  /** No repetition can help. */
  | { readonly kind: "final"; readonly error: PlatformError; readonly isLoggedOut: boolean };

/** Two programs that replace each other again and again would look like an attack. */
const REPLACED_MS = 60_000;

/** Ends that no repetition can change. */
const FINAL: ReadonlyMap<number, { readonly message: string; readonly step: PlatformStep }> = new Map([
  [
    DisconnectReason.loggedOut,
    {
      message: "WhatsApp logged this device out. Link it again: tinyagi channel restart whatsapp",
      step: "link",
    },
  ],
  [
    DisconnectReason.forbidden,
    { message: "WhatsApp blocked this account. Open WhatsApp on its phone to see why.", step: "open_phone" },
  ],
  [
    405,
    {
      message:
        "WhatsApp does not accept this version any more. Update it: npm install -g @tinyagi/channel-whatsapp",
      step: "update_package",
    },
  ],
  [
    DisconnectReason.multideviceMismatch,
    { message: "This account cannot link devices. Update WhatsApp on its phone.", step: "update_phone" },
  ],
]);

export function decideEnd(error: unknown): ConnectionEnd {
  const status = getStatus(error);
  if (status === DisconnectReason.restartRequired) return { kind: "restart" };
  const final = FINAL.get(status);
  if (final === undefined) return { kind: "retry", error: passing(status) };
  const { message, step } = final;
  return {
    kind: "final",
    isLoggedOut: status === DisconnectReason.loggedOut,
    error: new PlatformError("unauthorized", message, { status, step }),
  };
}

function passing(status: number): PlatformError {
  if (status === DisconnectReason.connectionReplaced)
    return new PlatformError(
      "conflict",
      "another program uses the same WhatsApp session. Stop it, or link this device again",
      { status, step: "stop_other", retryAfterMs: REPLACED_MS },
    );
  const lost = `the connection to WhatsApp was lost (${status})`;
  return new PlatformError("unreachable", PASSING.get(status) ?? lost, { status });
}

const PASSING: ReadonlyMap<number, string> = new Map([
  [DisconnectReason.timedOut, "WhatsApp did not answer in time"],
  [DisconnectReason.unavailableService, "WhatsApp is overloaded"],
]);

/** The number that Baileys gives an error; 0 when there is none. */
export function getStatus(error: unknown): number {
  const output = error instanceof Error && "output" in error ? error.output : undefined;
  const status =
    typeof output === "object" && output !== null && "statusCode" in output ? output.statusCode : 0;
  return typeof status === "number" ? status : 0;
}
