/** What the app of a person makes of what they write: the content of a message. */
import { extname } from "node:path";
import { proto } from "@whiskeysockets/baileys";
import type { MediaServer } from "./media-server.js";

export interface WrittenMessage {
  readonly text: string;
  /** What the app sends instead: a message of another kind, or bytes that are none. */
  readonly content?: proto.IMessage | Uint8Array;
  /** It is to be viewed once: linked devices only learn that it exists. */
  readonly isViewOnce?: boolean;
  /** Ids of mentioned accounts. */
  readonly mentions?: readonly string[];
  /** The message that this one answers. */
  readonly quotes?: { readonly id: string; readonly author: string; readonly text?: string };
  /** It is passed on: somebody else wrote it. */
  readonly isForwarded?: boolean;
  /** It replaces the text of the message with this id. */
  readonly changes?: string;
  /** `url` is the address that a changed app claims. */
  readonly file?: { readonly name: string; readonly bytes: Uint8Array; readonly url?: string };
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  ".txt": "text/plain",
  ".png": "image/png",
  ".pdf": "application/pdf",
};

export async function toContent(
  { text, mentions = [], quotes, isForwarded = false, changes, file }: WrittenMessage,
  media: MediaServer,
): Promise<proto.IMessage> {
  if (changes !== undefined)
    return {
      editedMessage: {
        message: {
          protocolMessage: {
            key: { id: changes },
            type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
            editedMessage: { conversation: text },
          },
        },
      },
    };
  const contextInfo: proto.IContextInfo = {
    mentionedJid: [...mentions],
    ...(quotes === undefined
      ? {}
      : {
          stanzaId: quotes.id,
          participant: quotes.author,
          quotedMessage: { conversation: quotes.text ?? "…" },
        }),
    ...(isForwarded ? { isForwarded, forwardingScore: 1 } : {}),
  };
  const hasContext = mentions.length > 0 || quotes !== undefined || isForwarded;
  if (file !== undefined) {
    const stored = await media.store(file.bytes, "document");
    const { url = stored.url } = file;
    const mimetype = MIME_TYPES[extname(file.name)] ?? "application/octet-stream";
    const documentMessage = {
      ...stored,
      url,
      mimetype,
      fileName: file.name,
      title: file.name,
      caption: text,
      contextInfo,
    };
    return { documentWithCaptionMessage: { message: { documentMessage } } };
  }
  return hasContext ? { extendedTextMessage: { text, contextInfo } } : { conversation: text };
}
