/** A person approves or dismisses a sender: by a code, or by name before the first message. */
import { AppError, parseBot, parsePlatform, type SenderRole } from "@tinyagi/contracts";
import { normalizeCode, type PairingRow, type SenderKey, toKey } from "@tinyagi/kernel";
import type { AllowOptions, ApproveOptions, DismissOptions, PairingOptions } from "./pairing-contract.js";
import type { RateWindow } from "./rate-window.js";

/** How long a dismissed stranger gets no answer. */
export const DISMISSED_MS = 24 * 3_600_000;

export interface ApprovalParts extends PairingOptions {
  /** Wrong codes. */
  wrong: RateWindow;
}

interface KnownSender extends SenderKey, Pick<PairingRow, "sender" | "bot"> {
  since: number;
  seen: number;
  waited: boolean;
}

/** As `Pairing.approve`. */
export function approve(
  parts: ApprovalParts,
  code: string,
  { by, role, channel: asked }: ApproveOptions,
): Promise<PairingRow> {
  const find = finder(parts, code, asked);
  return parts.store.write(() => {
    const row = find();
    const { channel, sender_id: senderId, sender, bot, created_at: since, last_seen_at: seen } = row;
    const key = { channel, senderId, sender, bot, since, seen, waited: true };
    return putApproved(parts, key, { by, role });
  });
}

/** As `Pairing.allow`. */
export function allow(
  parts: ApprovalParts,
  { channel, senderId }: SenderKey,
  { by, role, sender }: AllowOptions,
): Promise<PairingRow> {
  const { store, clock } = parts;
  return store.write(() => {
    const key = { channel: parsePlatform(channel), senderId };
    const known = store.pairings.get(key.channel, key.senderId);
    const now = clock.now();
    // Approving a sender again must not remove a role.
    const kept = role ?? (known?.state === "approved" ? known.role : undefined);
    const name = sender ?? known?.sender ?? key.senderId;
    const bot = known?.bot ?? parseBot(channel) ?? null;
    const times = { since: known?.created_at ?? now, seen: known?.last_seen_at ?? now };
    const waited = known?.state === "pending";
    return putApproved(parts, { ...key, ...times, bot, sender: name, waited }, { by, role: kept });
  });
}

/** As `Pairing.dismiss`. */
export function dismiss(parts: ApprovalParts, code: string, { by, channel }: DismissOptions): Promise<void> {
  const { store, journal, clock } = parts;
  const find = finder(parts, code, channel);
  return store.write(() => {
    const row = find();
    store.pairings.put({ ...row, code: null, expires_at: clock.now() + DISMISSED_MS });
    journal.append("pairing.dismissed", { channel: row.channel, senderId: row.sender_id, by });
  });
}

/** One attempt with a code. It counts as wrong only once, even if its write is repeated. */
function finder(parts: ApprovalParts, code: string, channel: string | undefined): () => PairingRow {
  let isCounted = false;
  return () => {
    if (isCounted) throw notFound(code);
    const row = waiting(parts, code, channel);
    if (row !== undefined) return row;
    isCounted = true;
    parts.wrong.add();
    throw notFound(code);
  };
}

function waiting(
  { store, clock, wrong }: ApprovalParts,
  code: string,
  channel: string | undefined,
): PairingRow | undefined {
  if (wrong.full())
    throw new AppError("RATE_LIMITED", "Too many wrong pairing codes. Wait a minute and use the right one.");
  const normal = normalizeCode(code);
  const row = normal === null ? undefined : store.pairings.byCode(normal);
  const valid =
    row !== undefined &&
    (row.expires_at ?? 0) > clock.now() &&
    (channel === undefined || row.channel === parsePlatform(channel));
  return valid ? row : undefined;
}

/** Inside a write. */
function putApproved(
  parts: ApprovalParts,
  key: KnownSender,
  { by, role }: { by: string; role: SenderRole | undefined },
): PairingRow {
  const { store, journal, clock } = parts;
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
  journal.append("pairing.approved", { ...toKey(key), sender, role: granted, by, waited });
  return mustGet(parts, key);
}

/** @throws AppError `NOT_FOUND` */
export function mustGet({ store }: Pick<PairingOptions, "store">, key: SenderKey): PairingRow {
  const row = store.pairings.get(key.channel, key.senderId);
  if (row === undefined) throw new AppError("NOT_FOUND", "Pairing not found");
  return row;
}

function notFound(code: string): AppError {
  const normal = normalizeCode(code);
  // Quotes only text that looks like a code, because other text could be used to inject content.
  return new AppError("NOT_FOUND", `Pairing code not found${normal === null ? "" : `: ${normal}`}`);
}
