/**
 * The id of a message as the channel carries it. In a group, whoever quotes a message or reacts to it must name its
 * author. The id contains the author there, so that an answer quotes its question also after a restart.
 */
import { isJidGroup, type WAMessageKey } from "@whiskeysockets/baileys";

/** WhatsApp's ids of people do not contain it. Ids of messages may: the apps of people choose them. */
const SEPARATOR = "/";

export function toRefId({ remoteJid, participant, id }: WAMessageKey): string {
  const isNamed = isJidGroup(remoteJid ?? "") === true && Boolean(participant);
  return isNamed ? `${participant}${SEPARATOR}${id}` : (id ?? "");
}

/** @returns undefined for a message of a group whose id does not name the author, as those of older releases */
export function toMessageKey(chat: string, refId: string): WAMessageKey | undefined {
  if (!isJidGroup(chat)) return { remoteJid: chat, id: refId, fromMe: false };
  const end = refId.indexOf(SEPARATOR);
  if (end <= 0) return undefined;
  return { remoteJid: chat, participant: refId.slice(0, end), id: refId.slice(end + 1), fromMe: false };
}
