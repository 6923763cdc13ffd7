/** Decides about one message of a sender. A stranger gets a code; everything else of a stranger is dropped. */
import type { Clock } from "@tinyagi/base";
import { type PairingRow, type SenderKey, toKey } from "@tinyagi/kernel";
import type { Contact, GateDecision, PairingOptions } from "./pairing-contract.js";
import { createRateWindow, type RateWindow } from "./rate-window.js";

export const CODE_TTL_MS = 3_600_000;
/** Strangers of one channel with a valid code at the same time. */
export const PENDING_MAX = 3;
/** Most codes that one channel issues in an hour, however many strangers are dismissed. */
const CODES_PER_HOUR = 12;
/** Accuracy of the last contact of a waiting stranger. */
const SEEN_STEP_MS = 60_000;
/** Most channels whose codes are counted. Beyond that the oldest is dropped. */
const CHANNELS_MAX = 64;
/** Attempts to find a free code. A collision among 2^40 codes is very unlikely. */
const CODE_TRIES = 5;

export interface GateParts extends PairingOptions {
  issued: (channel: string) => RateWindow;
  /** Whether another owner wrote last. */
  isNewLast: (row: PairingRow) => boolean;
}

/** A sender of a platform, and the bot on which they write. Null: the platform's own. */
interface BotSender extends SenderKey {
  readonly bot: string | null;
}

/** Decides by reading only, and writes when something must be stored. */
export async function gate(parts: GateParts, key: BotSender, contact: Contact): Promise<GateDecision> {
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
  journal.append("pairing.requested", { ...toKey(key), sender, expiresAt: now + CODE_TTL_MS });
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

/** How many codes each channel issued. */
export function createIssueLimits(clock: Clock): (channel: string) => RateWindow {
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

/** Which owner wrote last must be exact, because reports go there. */
export function createLastOwner(): GateParts["isNewLast"] {
  let lastOwner: number | undefined;
  return ({ id, role }) => {
    if (role !== "owner" || lastOwner === id) return false;
    lastOwner = id;
    return true;
  };
}
