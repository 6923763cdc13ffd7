/**
 * Senders. In 0.0.20 every approved sender had all rights, so each becomes an owner, and the report says so. Codes
 * did not expire there. The newest codes of a channel get the usual hour; the others have expired.
 */
import type { PairingRow } from "@tinyagi/kernel";
import type { ImportContext } from "./context.js";
import { isRecord, type LegacyRecord, timeOf, toText } from "./legacy-value.js";

const CODE_LIFE_MS = 3_600_000;
/** Most valid codes of one channel. */
const PENDING_MAX = 3;

export interface LegacyPairings {
  pending: readonly unknown[];
  approved: readonly unknown[];
}

export function takePairings(pairings: LegacyPairings, context: ImportContext): void {
  const known = new Set<string>();
  const approved = listEntries(pairings.approved, { context, known, what: "approved" });
  for (const entry of approved) {
    const at = timeOf(entry.approvedAt, context.now);
    context.into.addPairing({
      ...toSender(entry),
      state: "approved",
      role: "owner",
      code: null,
      created_at: at,
      last_seen_at: at,
      expires_at: null,
      bot: null,
      approved_at: at,
      approved_by: "0.0.20",
    });
    context.report.count("approved senders");
  }
  if (approved.length > 0)
    context.report.note(
      "Every sender approved before had all rights and is now an owner. List them with: tinyagi pairing approved",
    );
  takePending(listEntries(pairings.pending, { context, known, what: "waiting" }), context);
}

function takePending(entries: readonly LegacyRecord[], context: ImportContext): void {
  const codes = new Set<string>();
  const waiting = new Map<string, number>();
  const newestFirst = [...entries].sort((a, b) => timeOf(b.createdAt, 0) - timeOf(a.createdAt, 0));
  for (const entry of newestFirst) {
    const code = toText(entry.code).trim().toUpperCase();
    if (code === "" || codes.has(code)) {
      context.report.note(
        "A waiting sender without a code of its own was not imported. Its next message gets a new code.",
      );
      continue;
    }
    codes.add(code);
    const sender = toSender(entry);
    const place = (waiting.get(sender.channel) ?? 0) + 1;
    waiting.set(sender.channel, place);
    const created = timeOf(entry.createdAt, context.now);
    context.into.addPairing({
      ...sender,
      state: "pending",
      role: "member",
      code,
      created_at: created,
      last_seen_at: timeOf(entry.lastSeenAt, created),
      expires_at: place <= PENDING_MAX ? context.now + CODE_LIFE_MS : created,
      approved_at: null,
      approved_by: null,
      bot: null,
    });
    context.report.count("senders with a code");
  }
}

/** The entries with a sender that did not occur before. */
function listEntries(
  entries: readonly unknown[],
  { context, known, what }: { context: ImportContext; known: Set<string>; what: string },
): LegacyRecord[] {
  return entries.filter((entry): entry is LegacyRecord => {
    const sender = isRecord(entry) ? toSender(entry) : null;
    if (sender === null || sender.channel === "" || sender.sender_id === "") {
      context.report.note(`An entry of the ${what} senders has no sender and was not imported.`);
      return false;
    }
    const key = `${sender.channel}\n${sender.sender_id}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function toSender(entry: LegacyRecord): Pick<PairingRow, "channel" | "sender_id" | "sender"> {
  const id = toText(entry.senderId);
  return { channel: toText(entry.channel), sender_id: id, sender: toText(entry.sender, id) };
}
