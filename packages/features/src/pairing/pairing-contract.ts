/** What pairing does for others, and what it needs. */
import type { Clock } from "@tinyagi/base";
import type { SenderRole } from "@tinyagi/contracts";
import type { Journal, PairingRow, SenderKey, Store } from "@tinyagi/kernel";
import type { Links } from "./links.js";

export type GateDecision =
  | { kind: "approved"; role: SenderRole }
  /** The code is new and was passed to `onCode`. It is not returned again. */
  | { kind: "pending"; code: string }
  | { kind: "silent" };

export interface Contact {
  /** Display name. */
  sender: string;
  onCode?: (code: string) => void;
}

export interface ApproveOptions {
  by: string;
  role?: SenderRole | undefined;
  channel?: string | undefined;
}

export interface AllowOptions {
  by: string;
  role?: SenderRole | undefined;
  sender?: string | undefined;
}

export interface DismissOptions {
  by: string;
  channel?: string | undefined;
}

export interface Pairing {
  /**
   * Decides about one message of a sender, before any other part processes it.
   *
   * @param contact.onCode called inside the write that stores a new code, to queue the answer with it
   */
  gate(key: SenderKey, contact: Contact): Promise<GateDecision>;
  /** Role of an approved sender. */
  findRole(key: SenderKey): SenderRole | undefined;
  /**
   * @param options.role default `owner` for the first approved sender of a home, else `member`
   * @param options.channel refuses codes of other channels
   * @throws AppError `NOT_FOUND`, `RATE_LIMITED` after ten wrong codes in a minute
   */
  approve(code: string, options: ApproveOptions): Promise<PairingRow>;
  /** Approves a sender before the first message. */
  allow(key: SenderKey, options: AllowOptions): Promise<PairingRow>;
  /** @throws AppError `NOT_FOUND` */
  setRole(key: SenderKey, options: { by: string; role: SenderRole }): Promise<PairingRow>;
  /** Records that one person writes as both senders; see `createLinks`. */
  link: Links["link"];
  unlink: Links["unlink"];
  /** Revokes an approval, and with it the sender's link. @throws AppError `NOT_FOUND` */
  revoke(key: SenderKey, by: string): Promise<void>;
  /** Dismisses a waiting stranger. @throws AppError `NOT_FOUND`, `RATE_LIMITED` */
  dismiss(code: string, options: DismissOptions): Promise<void>;
  /** Waiting senders with a valid code, and approved ones, oldest first. @param channel null for all */
  list(channel: string | null): { pending: PairingRow[]; approved: PairingRow[] };
}

export interface PairingOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  /** Creates a code; see `createCodes`. */
  newCode: () => string;
}
