/**
 * Who may write on a channel. A stranger gets one answer with a code. Everything else of a stranger is dropped here; only
 * the pairing row is stored. Codes never appear in events.
 */

import { AppError, parseBot, parsePlatform } from "@tinyagi/contracts";
import { toKey } from "@tinyagi/kernel";
import { type ApprovalParts, allow, approve, dismiss, mustGet } from "./approve-sender.js";
import { createIssueLimits, createLastOwner, type GateParts, gate } from "./gate.js";
import { createLinks } from "./links.js";
import type { Pairing, PairingOptions } from "./pairing-contract.js";
import { createRateWindow } from "./rate-window.js";

const WRONG_CODES_MAX = 10;
const WRONG_CODES_WINDOW_MS = 60_000;
/** Most rows of one list. */
const LIST_MAX = 10_000;

export function createPairing(options: PairingOptions): Pairing {
  const { store, journal, clock } = options;
  const wrong = createRateWindow({ clock, limit: WRONG_CODES_MAX, windowMs: WRONG_CODES_WINDOW_MS });
  const gateParts: GateParts = {
    ...options,
    issued: createIssueLimits(clock),
    isNewLast: createLastOwner(),
  };
  const parts: ApprovalParts = { ...options, wrong };
  const links = createLinks({ store, journal });
  return {
    gate: ({ channel, senderId }, contact) =>
      gate(gateParts, { channel: parsePlatform(channel), senderId, bot: parseBot(channel) ?? null }, contact),
    findRole(key) {
      const row = store.pairings.get(key.channel, key.senderId);
      return row?.state === "approved" ? row.role : undefined;
    },
    approve: (code, how) => approve(parts, code, how),
    allow: (key, how) => allow(parts, key, how),
    setRole: (key, { by, role }) =>
      store.write(() => {
        if (store.pairings.setRole(key.channel, key.senderId, role) === 0)
          throw new AppError("NOT_FOUND", "Pairing not found");
        journal.append("pairing.role_changed", { ...toKey(key), role, by });
        return mustGet(options, key);
      }),
    link: links.link,
    unlink: links.unlink,
    revoke: (key, by) =>
      store.write(() => {
        const row = mustGet(options, key);
        if (row.state !== "approved") throw new AppError("NOT_FOUND", "Pairing not found");
        links.detach(row);
        store.pairings.remove(key.channel, key.senderId);
        journal.append("pairing.revoked", { ...toKey(key), by });
      }),
    dismiss: (code, how) => dismiss(parts, code, how),
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
