/** The files of a Telegram message. */

import { isPortalAnswer, PORTAL_WORDS } from "@tinyagi/contracts";
import type { Api } from "grammy";
import type { Message } from "grammy/types";
import type { Attachment } from "../adapter/incoming.js";
import { PlatformError } from "../adapter/platform-error.js";
import { telegramError } from "./telegram-error.js";
import type { TelegramSettings } from "./telegram-settings.js";

/** What Telegram answers with, for its own servers and self-hosted ones. Never a path of this machine or another host. */
const FILE_PATH = /^(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9_./-]{0,300}$/;

export interface FileSource {
  readonly api: Api;
  readonly settings: TelegramSettings;
}

interface Part {
  file_id: string;
  file_size?: number;
  file_name?: string;
}

export function toAttachments(message: Message, source: FileSource): Attachment[] {
  return toParts(message).map(([kind, part, ending]) => ({
    kind,
    name: part.file_name ?? `${kind}${ending}`,
    ...(part.file_size === undefined ? {} : { bytes: part.file_size }),
    open: (signal) => download(part.file_id, source, signal),
  }));
}

/** An animation is a document, too: it counts once. */
function toParts(message: Message): [kind: string, part: Part, ending: string][] {
  const { photo, document, audio, voice, video, video_note: note, animation } = message;
  const largest = photo?.at(-1);
  const found: [string, Part | undefined, string][] = [
    ["photo", largest, ".jpg"],
    ["animation", animation, ".mp4"],
    ["document", animation === undefined ? document : undefined, ""],
    ["audio", audio, ".mp3"],
    ["voice", voice, ".ogg"],
    ["video", video, ".mp4"],
    ["video_note", note, ".mp4"],
  ];
  return found
    .flatMap(([kind, part, ending]) => (part === undefined ? [] : [[kind, part, ending] as const]))
    .map(([kind, part, ending]) => [kind, part, ending]);
}

async function download(
  id: string,
  { api, settings }: FileSource,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const what = "the download of a file";
  try {
    const { file_path: path } = await api.getFile(id, signal as never);
    if (path === undefined || !FILE_PATH.test(path))
      throw new PlatformError("permanent", "Telegram gave no usable path for it.");
    const url = `${settings.apiRoot}/file/bot${settings.token}/${path}`;
    // A redirect could lead anywhere, and would carry the token.
    const response = await fetch(url, { redirect: "error", signal });
    if (isPortalAnswer({ url, status: response.status, contentType: response.headers.get("content-type") }))
      throw new PlatformError("unreachable", `The download was not answered: ${PORTAL_WORDS}`, {
        step: "check_proxy",
      });
    if (response.body === null || !response.ok) throw downloadError(response.status, what);
    return response.body as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal.throwIfAborted();
    throw telegramError(error, what);
  }
}

function downloadError(status: number, what: string): PlatformError {
  const kind = status >= 500 || status === 429 ? "unreachable" : "permanent";
  return new PlatformError(kind, `Telegram refused ${what} with status ${status}.`, { status });
}
