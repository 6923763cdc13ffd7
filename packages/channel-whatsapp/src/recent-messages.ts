/** Messages of people that were seen lately: an answer quotes them, and a reaction names their author. */
import type { WAMessage } from "@whiskeysockets/baileys";
import { toRefId } from "./message-ref.js";

const REMEMBERED_MAX = 1_000;
/** So much of a message is shown above its answer. */
const QUOTE_MAX_CHARS = 200;

export interface RecentMessages {
  add(message: WAMessage): void;
  /** @param chat its id, so that nobody can make the bot quote another chat @param refId as `toRefId` */
  find(chat: string, refId: string): WAMessage | undefined;
}

export function createRecentMessages(): RecentMessages {
  const messages = new Map<string, WAMessage>();
  const toKey = (chat: string, id: string): string => `${chat}\n${id}`;
  return {
    add({ key, pushName, message }) {
      const { remoteJid, id } = key;
      if (!remoteJid || !id) return;
      const text = message?.conversation ?? "";
      messages.set(toKey(remoteJid, toRefId(key)), {
        key,
        ...(pushName ? { pushName } : {}),
        message: { conversation: text.slice(0, QUOTE_MAX_CHARS) || "…" },
      });
      const [oldest] = messages.keys();
      if (messages.size > REMEMBERED_MAX && oldest !== undefined) messages.delete(oldest);
    },
    find: (chat, refId) => messages.get(toKey(chat, refId)),
  };
}
