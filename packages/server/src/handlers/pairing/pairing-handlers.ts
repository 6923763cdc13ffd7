/** Senders of channels: what the operator sees and decides, in the shapes of 0.0.20. */
import { AppError, type ApprovedSender, isAppError, parsePlatform } from "@tinyagi/contracts";
import type { PairingRow, SenderKey } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Principal } from "../../security/principal.js";
import type { Services } from "../services.js";

type PairingHandlers = Pick<
  RouteHandlers,
  | "listPairings"
  | "approvePairing"
  | "allowSender"
  | "setSenderRole"
  | "linkSenders"
  | "unlinkSender"
  | "dismissPairing"
  | "revokePairing"
>;

const MASKED_CODE = "********";

export function pairingHandlers({ pairing, settings }: Services): PairingHandlers {
  const isNotified = (sender: SenderKey): boolean => {
    const { notify } = settings.current().channels;
    return (
      notify !== undefined &&
      parsePlatform(notify.channel) === sender.channel &&
      notify.senderId === sender.senderId
    );
  };
  return {
    listPairings(_input, { principal }) {
      const { pending, approved } = pairing.list(principal.kind === "channel" ? principal.channel : null);
      const show = seesCodes(principal);
      const byId = new Map(show ? approved.map((row) => [row.id, row]) : []);
      return {
        pending: pending.map((row) => ({
          channel: row.channel,
          senderId: row.sender_id,
          sender: row.sender,
          code: show ? (row.code ?? MASKED_CODE) : MASKED_CODE,
          createdAt: row.created_at,
          lastSeenAt: row.last_seen_at,
          expiresAt: row.expires_at ?? row.created_at,
        })),
        approved: approved.map((row) => ({ ...approvedView(row), ...linkView(row, byId) })),
      };
    },
    async approvePairing({ body }, { actor }) {
      const code = body.code.trim().toUpperCase();
      if (code === "") throw new AppError("INVALID_INPUT", "code is required");
      const row = await pairing.approve(code, { by: actor, role: body.role, channel: body.channel });
      return { ok: true, entry: { ...approvedView(row), approvedCode: code } };
    },
    async allowSender({ body }, { actor }) {
      const { role, sender } = body;
      const row = await pairing.allow(body, { by: actor, role, sender });
      return { ok: true, entry: approvedView(row) };
    },
    async setSenderRole({ body }, { actor }) {
      return {
        ok: true,
        entry: approvedView(await pairing.setRole(body, { by: actor, role: body.role })),
      };
    },
    async linkSenders({ body }, { actor }) {
      const row = await pairing.link(body.linkTo, body, actor);
      const byId = new Map(pairing.list(null).approved.map((known) => [known.id, known]));
      return { ok: true, entry: { ...approvedView(row), ...linkView(row, byId) } };
    },
    async unlinkSender({ body }, { actor }) {
      return { ok: true, entry: approvedView(await pairing.unlink(body, actor)) };
    },
    async dismissPairing({ params }, { actor }) {
      try {
        await pairing.dismiss(params.code, { by: actor });
      } catch (error) {
        if (!isAppError(error, "NOT_FOUND")) throw error;
        throw new AppError("NOT_FOUND", "Pending pairing not found", { cause: error });
      }
      return { ok: true };
    },
    async revokePairing({ params }, { actor, author }) {
      await pairing.revoke(params, actor);
      if (isNotified(params)) await settings.update(author, [{ path: ["channels", "notify"] }]);
      return { ok: true };
    },
  };
}

function approvedView(row: PairingRow): ApprovedSender {
  return {
    channel: row.channel,
    senderId: row.sender_id,
    sender: row.sender,
    approvedAt: row.approved_at ?? row.created_at,
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    role: row.role,
  };
}

function linkView(
  { linked_to }: PairingRow,
  byId: ReadonlyMap<number, PairingRow>,
): Pick<ApprovedSender, "linkedTo"> {
  const first = linked_to === null ? undefined : byId.get(linked_to);
  return first === undefined ? {} : { linkedTo: { channel: first.channel, senderId: first.sender_id } };
}

/** Anyone who has a code can have its sender approved, so channels and agents never see codes. */
function seesCodes({ kind }: Principal): boolean {
  return kind !== "channel" && kind !== "run";
}
