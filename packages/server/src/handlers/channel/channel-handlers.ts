/** Chat channels: state, checks of tokens, test messages, and who may write. */

import { folderOfSender } from "@tinyagi/base";
import { AppError, listSecretKeys, listValueKeys } from "@tinyagi/contracts";
import { isSecretReference } from "@tinyagi/home";
import type { PairingRow } from "@tinyagi/kernel";
import type { RouteHandlers } from "../../route-handlers.js";
import { assertOwnChannel } from "../../security/authorize.js";
import { buildInbox } from "../message/inbox.js";
import type { Services } from "../services.js";

type ChannelHandlers = Pick<RouteHandlers, "listChannels" | "checkChannel" | "testChannel" | "admitSender">;

export function channelHandlers(services: Services): ChannelHandlers {
  const { channels, pairing } = services;
  const inbox = buildInbox(services);
  return {
    listChannels: () => ({ channels: channels.list() }),
    async checkChannel({ params: { id }, body }, { principal }) {
      const { values = {}, ...known } = body;
      assertOfSteps(id, Object.keys(values));
      const entered: Record<string, string | undefined> = { ...values, ...known };
      assertOwnKeys(id, entered);
      // As for saved settings: a page must not be able to have a key of this machine sent to an address of its choice.
      if (
        principal.kind === "browser" &&
        Object.values(entered).some((value) => isSecretReference(value ?? ""))
      )
        throw new AppError(
          "FORBIDDEN",
          "Enter the token itself. Only the tinyagi command may name its source.",
        );
      return { ok: true, account: await channels.check(id, entered) };
    },
    async testChannel({ params: { id }, body }) {
      if (!Object.hasOwn(channels.status(), id))
        throw new AppError("NOT_FOUND", "There is no such channel. `tinyagi channel status` lists them.");
      const { sender, sender_id } = findReceiver(pairing.list(id).approved, id, body.senderId);
      const messageId = services.newId("proactive");
      await services.store.write(() =>
        services.outbox.add({
          conversationId: null,
          messageId,
          channel: id,
          sender,
          senderId: sender_id,
          message: "This is a test message of TinyAGI. This channel works.",
          originalMessage: "",
          agent: null,
          files: [],
          metadata: null,
        }),
      );
      return { ok: true, messageId, sender, senderId: sender_id };
    },
    async admitSender({ params: { id }, body }, { principal }) {
      assertOwnChannel(principal, id);
      const { senderId, sender, messageId, metadata, quiet } = body;
      const folder = folderOfSender({ channel: id, senderId });
      if (quiet) {
        const admitted = pairing.findRole({ channel: id, senderId }) !== undefined;
        return { ok: true, admitted, ...(admitted ? { folder } : {}) };
      }
      const decision = await inbox.admit({ channel: id, sender, senderId, messageId, metadata });
      if (decision === "approved" || decision === undefined) return { ok: true, admitted: true, folder };
      return { ok: true, admitted: false, pairing: decision };
    },
  };
}

/** An address is entered as `api_root`, and a token as `bot_token`: under another name they would go past the checks. */
function assertOfSteps(id: string, keys: readonly string[]): void {
  const known = listValueKeys(id);
  const foreign = keys.find((key) => !known.includes(key));
  if (foreign === undefined) return;
  throw new AppError(
    "INVALID_INPUT",
    `${foreign} is not a value of this channel. It takes: ${known.join(", ") || "none"}.`,
  );
}

/** A stored key belongs to the address it was stored with: what may be a new address needs all keys again. */
function assertOwnKeys(id: string, entered: Readonly<Record<string, string | undefined>>): void {
  const secrets = listSecretKeys(id);
  const isElsewhere = Object.keys(entered).some((key) => !secrets.includes(key));
  if (!isElsewhere || secrets.every((key) => entered[key])) return;
  throw new AppError(
    "INVALID_INPUT",
    `Send ${secrets.join(" and ")} too: a stored key is not sent to another address.`,
  );
}

/** The named sender, else the first owner, else the first member. */
function findReceiver(
  approved: readonly PairingRow[],
  channel: string,
  senderId: string | undefined,
): PairingRow {
  const row =
    senderId === undefined
      ? (approved.find(({ role }) => role === "owner") ?? approved[0])
      : approved.find((known) => known.sender_id === senderId);
  if (row !== undefined) return row;
  throw new AppError(
    "CONFLICT",
    `There is nobody to send to: approve a sender of ${channel} first. See \`tinyagi pairing list\`.`,
  );
}
