/** What an adapter says about its connection. The status of the channel shows it, so it must be true at any time. */

import type { ChannelWhy } from "@tinyagi/contracts";
import { PlatformError } from "./platform-error.js";

/** An account that must be linked by a person: WhatsApp. */
export interface LoginStep {
  /** The content of a QR code. */
  readonly qr?: string;
  /** A code to type. */
  readonly code?: string;
}

export type Connection =
  | { readonly state: "connecting" }
  /** `account`: the name of the bot. */
  | { readonly state: "connected"; readonly account: string }
  /** Lost; the adapter tries again by itself. */
  | { readonly state: "reconnecting"; readonly reason: string; readonly why: ChannelWhy }
  | { readonly state: "login"; readonly login: LoginStep };

/** The connection is lost, or could not be made. */
export function lostConnection(error: PlatformError): Connection {
  return { state: "reconnecting", reason: error.message, why: error.why };
}

/** The same where nothing failed: the platform or the network ended it. @param status the number that it gave */
export function endedConnection(reason: string, status?: number): Connection {
  return lostConnection(new PlatformError("unreachable", reason, status === undefined ? {} : { status }));
}
