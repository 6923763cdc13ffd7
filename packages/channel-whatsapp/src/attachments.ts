/**
 * Files in messages. They are encrypted on servers of WhatsApp; the message has the key. Its sender chooses the address in
 * it, so only the path is used: the host is the one that WhatsApp names to this device.
 */
import { type Attachment, PlatformError } from "@tinyagi/channels";
import { downloadContentFromMessage, type MediaType, type proto } from "@whiskeysockets/baileys";
import { getStatus } from "./connection-end.js";

/** Where files are downloaded from. */
export interface MediaSource {
  /** Asks WhatsApp for the host of media. */
  host(): Promise<string>;
}

type MediaMessage =
  | proto.Message.IDocumentMessage
  | proto.Message.IImageMessage
  | proto.Message.IVideoMessage
  | proto.Message.IAudioMessage
  | proto.Message.IStickerMessage;

export interface Media {
  readonly kind: string;
  readonly type: MediaType;
  readonly message: MediaMessage;
  readonly name: string | undefined;
  readonly caption: string;
}

/** The file of a message. WhatsApp sends each in a message of its own. */
export function mediaIn(content: proto.IMessage): Media | undefined {
  const { documentMessage, imageMessage, videoMessage, ptvMessage, audioMessage, stickerMessage } = content;
  if (documentMessage) {
    const { fileName, caption } = documentMessage;
    return {
      ...named("document", "document", documentMessage),
      ...(fileName ? { name: fileName } : {}),
      caption: caption ?? "",
    };
  }
  if (imageMessage) return { ...named("photo", "image", imageMessage), caption: imageMessage.caption ?? "" };
  const video = videoMessage ?? ptvMessage;
  if (video)
    return { ...named(videoMessage ? "video" : "video_note", "video", video), caption: video.caption ?? "" };
  if (audioMessage) return named(audioMessage.ptt ? "voice" : "audio", "audio", audioMessage);
  if (stickerMessage) return named("sticker", "sticker", stickerMessage);
  return undefined;
}

function named(kind: string, type: MediaType, message: MediaMessage): Media {
  return { kind, type, message, name: nameFrom(kind, message.mimetype), caption: "" };
}

/** `image/jpeg` → `photo.jpeg`, `audio/ogg; codecs=opus` → `voice.ogg`. */
function nameFrom(kind: string, mimetype: string | null | undefined): string | undefined {
  const ending = /^\w+\/([\w-]{1,8})\b/.exec(mimetype ?? "")?.[1];
  return ending === undefined ? undefined : `${kind}.${ending}`;
}

export function toAttachments(content: proto.IMessage, source: MediaSource): Attachment[] {
  const media = mediaIn(content);
  if (media === undefined) return [];
  const bytes = Number(media.message.fileLength ?? 0);
  return [
    {
      kind: media.kind,
      ...(media.name === undefined ? {} : { name: media.name }),
      ...(bytes > 0 ? { bytes } : {}),
      open: (signal) => download(media, { source, signal }),
    },
  ];
}

/** @throws PlatformError */
async function download(
  { message, type }: Media,
  { source, signal }: { source: MediaSource; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const { mediaKey, directPath } = message;
  if (!mediaKey || !directPath?.startsWith("/"))
    throw new PlatformError("permanent", "the message does not say where its file is");
  try {
    const host = await source.host();
    const stream = await downloadContentFromMessage({ mediaKey, directPath }, type, {
      host,
      options: { signal },
    });
    // Its errors arrive at whoever reads.
    signal.addEventListener("abort", () => stream.destroy(), { once: true });
    return stream;
  } catch (error) {
    const status = getStatus(error);
    if (status === 404 || status === 410)
      throw new PlatformError("permanent", "WhatsApp does not have this file any more.");
    throw new PlatformError("unreachable", `a file could not be downloaded from WhatsApp (${status})`);
  }
}
