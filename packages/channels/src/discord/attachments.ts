/** The files of a Discord message. They come from Discord's file server, and from nowhere else. */
import { type APIAttachment, type APIMessage, MessageFlags } from "@discordjs/core/http-only";
import { isPortalAnswer, PORTAL_WORDS } from "@tinyagi/contracts";
import type { Attachment } from "../adapter/incoming.js";
import { PlatformError } from "../adapter/platform-error.js";
import { discordError } from "./discord-error.js";

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^image\//, "photo"],
  [/^video\//, "video"],
  [/^audio\//, "audio"],
];

export function toAttachments(message: APIMessage, origins: ReadonlySet<string>): Attachment[] {
  const isVoice = ((message.flags ?? 0) & MessageFlags.IsVoiceMessage) !== 0;
  const forwarded = (message.message_snapshots ?? []).flatMap(
    ({ message: { attachments } }) => attachments ?? [],
  );
  return [...message.attachments, ...forwarded].map((attachment) => ({
    kind: isVoice ? "voice" : detectKind(attachment),
    name: attachment.filename,
    bytes: attachment.size,
    open: (signal) => download(attachment.url, origins, signal),
  }));
}

function detectKind({ content_type: type = "" }: APIAttachment): string {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "document";
}

async function download(
  url: string,
  origins: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const what = "the download of a file";
  if (!URL.canParse(url) || !origins.has(new URL(url).origin))
    throw new PlatformError("permanent", "It is not on Discord's file server.");
  try {
    // A redirect could lead to an address inside the network of this machine.
    const response = await fetch(url, { redirect: "error", signal });
    if (isPortalAnswer({ url, status: response.status, contentType: response.headers.get("content-type") }))
      throw new PlatformError("unreachable", `The download was not answered: ${PORTAL_WORDS}`, {
        step: "check_proxy",
      });
    if (response.body === null || !response.ok) throw refused(response.status);
    return response.body as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal.throwIfAborted();
    throw discordError(error, what);
  }
}

function refused(status: number): PlatformError {
  const kind = status >= 500 || status === 429 ? "unreachable" : "permanent";
  return new PlatformError(kind, `Discord's file server answered with status ${status}.`, { status });
}
