/** Why a connection ended, and what to do next. Pure. */
import { DisconnectReason } from "@whiskeysockets/baileys";

export type ConnectionEnd =
  /** As it must be: connect again at once. */
  | { readonly kind: "restart" }
  | { readonly kind: "retry"; readonly reason: string; readonly atLeastMs?: number }
  /** No repetition can help. */
  | { readonly kind: "final"; readonly reason: string; readonly isLoggedOut: boolean };

/** Two programs that replace each other again and again would look like an attack. */
const REPLACED_MS = 60_000;

export function decideEnd(error: unknown): ConnectionEnd {
  const status = getStatus(error);
  switch (status) {
    case DisconnectReason.restartRequired:
      return { kind: "restart" };
    case DisconnectReason.loggedOut:
      return {
        kind: "final",
        isLoggedOut: true,
        reason: "WhatsApp logged this device out. Link it again: tinyagi channel restart whatsapp",
      };
    case DisconnectReason.forbidden:
      return {
        kind: "final",
        isLoggedOut: false,
        reason: "WhatsApp blocked this account. Open WhatsApp on its phone to see why.",
      };
    case 405:
      return {
        kind: "final",
        isLoggedOut: false,
        reason:
          "WhatsApp does not accept this version any more. Update it: npm install -g @tinyagi/channel-whatsapp",
      };
    case DisconnectReason.multideviceMismatch:
      return {
        kind: "final",
        isLoggedOut: false,
        reason: "This account cannot link devices. Update WhatsApp on its phone.",
      };
    case DisconnectReason.connectionReplaced:
      return {
        kind: "retry",
        atLeastMs: REPLACED_MS,
        reason: "another program uses the same WhatsApp session. Stop it, or link this device again",
      };
    case DisconnectReason.timedOut:
      return { kind: "retry", reason: "WhatsApp did not answer in time" };
    case DisconnectReason.unavailableService:
      return { kind: "retry", reason: "WhatsApp is overloaded" };
    default:
      return { kind: "retry", reason: `the connection to WhatsApp was lost (${status})` };
  }
}

/** The number that Baileys gives an error; 0 when there is none. */
export function getStatus(error: unknown): number {
  const output = error instanceof Error && "output" in error ? error.output : undefined;
  const status =
    typeof output === "object" && output !== null && "statusCode" in output ? output.statusCode : 0;
  return typeof status === "number" ? status : 0;
}
