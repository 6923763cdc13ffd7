/** What an adapter says about its connection. The status of the channel shows it, so it must be true at any time. */

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
  | { readonly state: "reconnecting"; readonly reason: string }
  | { readonly state: "login"; readonly login: LoginStep };
