/**
 * Who may write on a channel. A stranger gets one answer with a code. Everything else of a stranger is dropped here; only
 * the pairing row is stored. Codes never appear in events.
 */

import type { Clock } from "@tinyagi/base";
import { AppError, botOf, platformOf, type SenderRole } from "@tinyagi/contracts";
import type { Journal, PairingRow, Store } from "@tinyagi/kernel";
import { keyOf, normalizeCode, type SenderKey } from "@tinyagi/kernel";
import { createLinks, type Links } from "./links.js";
import { createRateWindow, type RateWindow } from "./rate-window.js";

export const CODE_TTL_MS = 3_600_000;
/** Strangers of one channel with a valid code at the same time. */
export const PENDING_MAX = 3;
/** How long a dismissed stranger gets no answer. */
export const DISMISSED_MS = 24 * 3_600_000;
/** Most codes that one channel issues in an hour, however many strangers are dismissed. */
const CODES_PER_HOUR = 12;
const WRONG_CODES_MAX = 10;
const WRONG_CODES_WINDOW_MS = 60_000;
/** Accuracy of the last contact of a waiting stranger. */
const SEEN_STEP_MS = 60_000;
/** Most channels whose codes are counted. Beyond that the oldest is dropped. */
const CHANNELS_MAX = 64;
/** Most rows of one list. */
const LIST_MAX = 10_000;
/** Attempts to find a free code. A collision among 2^40 codes is very unlikely. */
const CODE_TRIES = 5;

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

export interface Pairing {
  /**
   * Decides about one message of a sender, before any other part processes it.
   *
   * @param contact.onCode called inside the write that stores a new code, to queue the answer with it
   */
  gate(key: SenderKey, contact: Contact): Promise<GateDecision>;
  /** Role of an approved sender. */
  roleOf(key: SenderKey): SenderRole | undefined;
  /**
   * @param options.role default `owner` for the first approved sender of a home, else `member`
   * @param options.channel refuses codes of other channels
   * @throws AppError `NOT_FOUND`, `RATE_LIMITED` after ten wrong codes in a minute
   */
  approve(
    code: string,
    options: { by: string; role?: SenderRole | undefined; channel?: string | undefined },
  ): Promise<PairingRow>;
  /** Approves a sender before the first message. */
  allow(
    key: SenderKey,
    options: { by: string; role?: SenderRole | undefined; sender?: string | undefined },
  ): Promise<PairingRow>;
  /** @throws AppError `NOT_FOUND` */
  setRole(key: SenderKey, options: { by: string; role: SenderRole }): Promise<PairingRow>;
  /** Records that one person writes as both senders; see `createLinks`. */
  link: Links["link"];
  unlink: Links["unlink"];
  /** Revokes an approval, and with it the sender's link. @throws AppError `NOT_FOUND` */
  revoke(key: SenderKey, by: string): Promise<void>;
  /** Dismisses a waiting stranger. @throws AppError `NOT_FOUND`, `RATE_LIMITED` */
  dismiss(code: string, options: { by: string; channel?: string | undefined }): Promise<void>;
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

export function createPairing(options: PairingOptions): Pairing {
  const { store, journal, clock } = options;
  const wrong = createRateWindow({ clock, limit: WRONG_CODES_MAX, windowMs: WRONG_CODES_WINDOW_MS });
  const issued = createIssueLimits(clock);
  const links = createLinks({ store, journal });
  let lastOwner: number | undefined;

  /** Whether another owner wrote last. Which one it is must be exact, because reports go there. */
  function isNewLast({ id, role }: PairingRow): boolean {
    if (role !== "owner" || lastOwner === id) return false;
    lastOwner = id;
    return true;
  }

  /** One attempt with a code. It counts as wrong only once, even if its write is repeated. */
  function finder(code: string, channel: string | undefined): () => PairingRow {
    let isCounted = false;
    return () => {
      if (isCounted) throw notFound(code);
      const row = waiting(code, channel);
      if (row !== undefined) return row;
      isCounted = true;
      wrong.add();
      throw notFound(code);
    };
  }

  function waiting(code: string, channel: string | undefined): PairingRow | undefined {
    if (wrong.full())
      throw new AppError(
        "RATE_LIMITED",
        "Too many wrong pairing codes. Wait a minute and use the right one.",
      );
    const normal = normalizeCode(code);
    const row = normal === null ? undefined : store.pairings.byCode(normal);
    const valid =
      row !== undefined &&
      (row.expires_at ?? 0) > clock.now() &&
      (channel === undefined || row.channel === platformOf(channel));
    return valid ? row : undefined;
  }

  function putApproved(
    key: SenderKey & Pick<PairingRow, "sender" | "bot"> & { since: number; seen: number; waited: boolean },
    by: string,
    role: SenderRole | undefined,
  ): PairingRow {
    const { sender, waited } = key;
    const granted = role ?? (store.pairings.hasApproved() ? "member" : "owner");
    store.pairings.put({
      channel: key.channel,
      sender_id: key.senderId,
      sender,
      bot: key.bot,
      state: "approved",
      role: granted,
      code: null,
      created_at: key.since,
      last_seen_at: key.seen,
      expires_at: null,
      approved_at: clock.now(),
      approved_by: by,
    });
    journal.append("pairing.approved", { ...keyOf(key), sender, role: granted, by, waited });
    return mustGet(key);
  }

  function mustGet(key: SenderKey): PairingRow {
    const row = store.pairings.get(key.channel, key.senderId);
    if (row === undefined) throw new AppError("NOT_FOUND", "Pairing not found");
    return row;
  }

  return {
    gate: ({ channel, senderId }, contact) =>
      gate(
        { ...options, issued, isNewLast },
        { channel: platformOf(channel), senderId, bot: botOf(channel) ?? null },
        contact,
      ),
    roleOf(key) {
      const row = store.pairings.get(key.channel, key.senderId);
      return row?.state === "approved" ? row.role : undefined;
    },
    approve(code, { by, role, channel: asked }) {
      const find = finder(code, asked);
      return store.write(() => {
        const row = find();
        const { channel, sender_id: senderId, sender, bot, created_at: since, last_seen_at: seen } = row;
        return putApproved({ channel, senderId, sender, bot, since, seen, waited: true }, by, role);
      });
    },
    allow: ({ channel, senderId }, { by, role, sender }) =>
      store.write(() => {
        const key = { channel: platformOf(channel), senderId };
        const known = store.pairings.get(key.channel, key.senderId);
        const now = clock.now();
        // Approving a sender again must not remove a role.
        const kept = role ?? (known?.state === "approved" ? known.role : undefined);
        const name = sender ?? known?.sender ?? key.senderId;
        const bot = known?.bot ?? botOf(channel) ?? null;
        const times = { since: known?.created_at ?? now, seen: known?.last_seen_at ?? now };
        return putApproved(
          { ...key, ...times, bot, sender: name, waited: known?.state === "pending" },
          by,
          kept,
        );
      }),
    setRole: (key, { by, role }) =>
      store.write(() => {
        if (store.pairings.setRole(key.channel, key.senderId, role) === 0)
          throw new AppError("NOT_FOUND", "Pairing not found");
        journal.append("pairing.role_changed", { ...keyOf(key), role, by });
        return mustGet(key);
      }),
    link: links.link,
    unlink: links.unlink,
    revoke: (key, by) =>
      store.write(() => {
        const row = mustGet(key);
        if (row.state !== "approved") throw new AppError("NOT_FOUND", "Pairing not found");
        links.detach(row);
        store.pairings.remove(key.channel, key.senderId);
        journal.append("pairing.revoked", { ...keyOf(key), by });
      }),
    dismiss(code, { by, channel }) {
      const find = finder(code, channel);
      return store.write(() => {
        const row = find();
        store.pairings.put({ ...row, code: null, expires_at: clock.now() + DISMISSED_MS });
        journal.append("pairing.dismissed", { channel: row.channel, senderId: row.sender_id, by });
      });
    },
    list(channel) {
      const now = clock.now();
      return {
        pending: store.pairings
          .list("pending", channel, LIST_MAX)
          .filter((row) => row.code !== null && (row.expires_at ?? 0) > now),
        approved: store.pairings.list("approved", channel, LIST_MAX),
      };
    },
  };
}

function notFound(code: string): AppError {
  const normal = normalizeCode(code);
  // Quotes only text that looks like a code, because other text could be used to inject content.
  return new AppError("NOT_FOUND", `Pairing code not found${normal === null ? "" : `: ${normal}`}`);
}

/** A sender of a platform, and the bot on which they write. Null: the platform's own. */
interface BotSender extends SenderKey {
  readonly bot: string | null;
}

/** Decides by reading only, and writes when something must be stored. */
async function gate(
  parts: PairingOptions & {
    issued: (channel: string) => RateWindow;
    isNewLast: (row: PairingRow) => boolean;
  },
  key: BotSender,
  contact: Contact,
): Promise<GateDecision> {
  const { store, clock } = parts;
  const { sender } = contact;
  const { bot } = key;
  const row = store.pairings.get(key.channel, key.senderId);
  const now = clock.now();
  if (row?.state === "approved") {
    const isStale = row.sender !== sender || row.bot !== bot || now - row.last_seen_at >= SEEN_STEP_MS;
    if (isStale || (now > row.last_seen_at && parts.isNewLast(row)))
      await store.write(() => store.pairings.seen(row.id, { sender, bot, last_seen_at: now }));
    return { kind: "approved", role: row.role };
  }
  if (row !== undefined && (row.expires_at ?? 0) > now) {
    if (now - row.last_seen_at >= SEEN_STEP_MS)
      await store.write(() => store.pairings.seen(row.id, { ...row, last_seen_at: now }));
    return { kind: "silent" };
  }
  const limit = parts.issued(key.channel);
  const codes = rememberingCodes(parts.newCode);
  const decision = await store.write(() => introduce({ ...parts, limit, newCode: codes() }, key, contact));
  if (decision.kind === "pending") limit.add();
  return decision;
}

/** A write may be undone and repeated. Each repetition gets the same codes in the same order. */
function rememberingCodes(newCode: () => string): () => () => string {
  const drawn: string[] = [];
  return () => {
    let next = 0;
    return () => {
      const code = drawn[next] ?? newCode();
      drawn[next] = code;
      next += 1;
      return code;
    };
  };
}

/** Gives a stranger a code if the channel has a free slot; otherwise stores nothing. Call it inside a write. */
function introduce(
  parts: PairingOptions & { limit: RateWindow },
  key: BotSender,
  { sender, onCode }: Contact,
): GateDecision {
  const { store, journal, clock } = parts;
  const now = clock.now();
  store.pairings.removeExpired(key.channel, now);
  const known = store.pairings.get(key.channel, key.senderId);
  // With two simultaneous first messages, the other one may have got the code, or an approval happened in between.
  if (known?.state === "approved") return { kind: "approved", role: known.role };
  const isFull = store.pairings.countWaiting(key.channel) >= PENDING_MAX || parts.limit.full();
  if (known !== undefined || isFull) return { kind: "silent" };
  const code = freshCode(parts);
  store.pairings.put({
    channel: key.channel,
    sender_id: key.senderId,
    sender,
    bot: key.bot,
    state: "pending",
    role: "member",
    code,
    created_at: now,
    last_seen_at: now,
    expires_at: now + CODE_TTL_MS,
    approved_at: null,
    approved_by: null,
  });
  journal.append("pairing.requested", { ...keyOf(key), sender, expiresAt: now + CODE_TTL_MS });
  onCode?.(code);
  return { kind: "pending", code };
}

function freshCode({ store, newCode }: PairingOptions): string {
  for (let attempt = 1; attempt <= CODE_TRIES; attempt += 1) {
    const code = newCode();
    if (store.pairings.byCode(code) === undefined) return code;
  }
  throw new Error("no free pairing code was found");
}

function createIssueLimits(clock: Clock): (channel: string) => RateWindow {
  const windows = new Map<string, RateWindow>();
  return (channel) => {
    const known = windows.get(channel);
    if (known !== undefined) return known;
    const [oldest] = windows.keys();
    if (windows.size >= CHANNELS_MAX && oldest !== undefined) windows.delete(oldest);
    const window = createRateWindow({ clock, limit: CODES_PER_HOUR, windowMs: CODE_TTL_MS });
    windows.set(channel, window);
    return window;
  };
}
