/**
 * The text of a message, whatever kind it is. What a person chose or shared is written out, so that it is answered like
 * anything else that they write.
 */
import type { proto } from "@whiskeysockets/baileys";
import { mediaIn } from "./attachments.js";

/** Of a list that somebody shares; a phone book would fill the message. */
const ENTRIES_MAX = 50;
/** The number of a contact in its card, as WhatsApp writes it. */
const NUMBER = /\bwaid=(\d{5,20})/;
/** So much of a card is looked at: a picture may come behind it. */
const CARD_MAX_CHARS = 10_000;

/** For a photo, video or recording that only the phone may show. */
export const VIEW_ONCE_TEXT =
  "[A photo, video or voice message to view once. WhatsApp shows those on the phone alone: the sender has to send it in the normal way.]";

/** Empty for what is no text of a person: reactions, votes, receipts, and files without a caption. */
export function toText(content: proto.IMessage): string {
  return (
    content.conversation ||
    content.extendedTextMessage?.text ||
    chosenText(content) ||
    sharedText(content) ||
    (content.stickerMessage ? "[Sticker]" : (mediaIn(content)?.caption ?? ""))
  );
}

/** What a person tapped: a button, a row of a list, a form. */
function chosenText(content: proto.IMessage): string {
  const { buttonsResponseMessage, listResponseMessage, templateButtonReplyMessage } = content;
  return (
    buttonsResponseMessage?.selectedDisplayText ||
    listResponseMessage?.title ||
    listResponseMessage?.singleSelectReply?.selectedRowId ||
    templateButtonReplyMessage?.selectedDisplayText ||
    content.interactiveResponseMessage?.body?.text ||
    ""
  );
}

function sharedText(content: proto.IMessage): string {
  const { locationMessage, liveLocationMessage, contactMessage, contactsArrayMessage } = content;
  const { eventMessage, groupInviteMessage } = content;
  if (locationMessage) return placeText("Location", locationMessage, locationMessage.name);
  if (liveLocationMessage)
    return placeText("Live location", liveLocationMessage, liveLocationMessage.caption);
  if (contactMessage) return contactText(contactMessage);
  if (contactsArrayMessage)
    return (contactsArrayMessage.contacts ?? []).slice(0, ENTRIES_MAX).map(contactText).join("\n");
  const poll =
    content.pollCreationMessage ??
    content.pollCreationMessageV2 ??
    content.pollCreationMessageV3 ??
    undefined;
  if (poll) {
    const options = (poll.options ?? [])
      .slice(0, ENTRIES_MAX)
      .map(({ optionName }) => `- ${optionName ?? ""}`);
    return [`[Poll: ${poll.name ?? ""}]`, ...options].join("\n");
  }
  if (eventMessage) return eventText(eventMessage);
  if (groupInviteMessage) return `[Invitation to the group: ${groupInviteMessage.groupName ?? ""}]`;
  return "";
}

interface Place {
  degreesLatitude?: number | null;
  degreesLongitude?: number | null;
}

function placeText(kind: string, place: Place, name: string | null | undefined): string {
  const where = `${place.degreesLatitude}, ${place.degreesLongitude}`;
  return `[${kind}: ${[name, where].filter(Boolean).join(", ")}]`;
}

function contactText({ displayName, vcard }: proto.Message.IContactMessage): string {
  const number = NUMBER.exec((vcard ?? "").slice(0, CARD_MAX_CHARS))?.[1];
  return `[Contact: ${[displayName, number && `+${number}`].filter(Boolean).join(", ")}]`;
}

function eventText({ name, description, startTime }: proto.Message.IEventMessage): string {
  const seconds = Number(startTime ?? Number.NaN);
  const when = Math.abs(seconds) < 1e11 ? new Date(seconds * 1_000).toISOString() : "";
  return [`[Event: ${[name, when].filter(Boolean).join(", ")}]`, description].filter(Boolean).join("\n");
}
