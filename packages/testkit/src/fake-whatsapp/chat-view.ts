/** What people see of the messages that the linked device sent: texts, files, edits, reactions. */
import {
  downloadContentFromMessage,
  type MediaType,
  normalizeMessageContent,
  type proto,
} from "@whiskeysockets/baileys";

export interface ShownByBot {
  readonly id: string;
  readonly chat: string;
  text: string;
  readonly replyTo: string | undefined;
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

interface TakenMessage {
  readonly id: string;
  readonly chat: string;
  readonly content: proto.IMessage;
  /** Whether it is the chat of the account with itself, in which every message is its own. */
  readonly isToSelf: boolean;
}

export interface ChatView {
  /** @returns once its file was downloaded */
  take(message: TakenMessage): Promise<void>;
  shown(chat: string): readonly ShownByBot[];
  /** Emoji of the linked device on a message. */
  reactions(messageId: string): readonly string[];
}

export function createChatView(): ChatView {
  const messages = new Map<string, ShownByBot>();
  const reactions = new Map<string, string>();
  return {
    async take({ id, chat, content: raw, isToSelf }) {
      const content = normalizeMessageContent(raw);
      if (!content) return;
      const { protocolMessage, reactionMessage } = content;
      const target = (protocolMessage ?? reactionMessage)?.key?.id ?? "";
      if (reactionMessage) {
        // The apps find no message of somebody else there.
        if (isToSelf && reactionMessage.key?.fromMe !== true) return;
        if (reactionMessage.text) reactions.set(target, reactionMessage.text);
        else reactions.delete(target);
      } else if (protocolMessage?.editedMessage) {
        const message = messages.get(target);
        if (message !== undefined) message.text = toText(protocolMessage.editedMessage);
      } else if (protocolMessage) messages.delete(target);
      // A message that comes twice is shown once, as in the real app.
      else if (!messages.has(id)) messages.set(id, await read(id, { chat, content }));
    },
    shown: (chat) => [...messages.values()].filter((message) => message.chat === chat),
    reactions(messageId) {
      const emoji = reactions.get(messageId);
      return emoji === undefined ? [] : [emoji];
    },
  };
}

async function read(
  id: string,
  { chat, content }: { chat: string; content: proto.IMessage },
): Promise<ShownByBot> {
  const media = toMedia(content);
  const context = (media?.message ?? content.extendedTextMessage)?.contextInfo;
  return {
    id,
    chat,
    text: toText(content),
    replyTo: context?.stanzaId ?? undefined,
    file: media === undefined ? undefined : { name: media.name, bytes: await readBytes(media) },
  };
}

function toText(content: proto.IMessage): string {
  return content.conversation ?? content.extendedTextMessage?.text ?? toMedia(content)?.caption ?? "";
}

type MediaMessage = proto.Message.IDocumentMessage | proto.Message.IImageMessage;

interface Media {
  readonly type: MediaType;
  readonly message: MediaMessage;
  readonly name: string;
  readonly caption: string;
}

function toMedia({ documentMessage, imageMessage }: proto.IMessage): Media | undefined {
  if (documentMessage)
    return {
      type: "document",
      message: documentMessage,
      name: documentMessage.fileName ?? "",
      caption: documentMessage.caption ?? "",
    };
  if (imageMessage)
    return { type: "image", message: imageMessage, name: "", caption: imageMessage.caption ?? "" };
  return undefined;
}

async function readBytes({ type, message: { mediaKey, directPath, url } }: Media): Promise<Uint8Array> {
  if (!mediaKey || !directPath || !url) throw new Error("a file lacks its key or its address");
  const chunks: Uint8Array[] = [];
  for await (const chunk of await downloadContentFromMessage({ mediaKey, directPath, url }, type))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}
