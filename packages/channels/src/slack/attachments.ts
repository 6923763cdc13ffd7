/** The files of a Slack message. They come from Slack's file server, which gets the token, and from nowhere else. */
import type { Attachment } from "../adapter/incoming.js";
import { PlatformError } from "../adapter/platform-error.js";
import type { SlackFile } from "./envelope.js";
import type { SlackCalls } from "./slack-calls.js";
import { slackError } from "./slack-error.js";
import type { SlackSettings } from "./slack-settings.js";

const WHAT = "the download of a file";
const KINDS: readonly (readonly [prefix: string, kind: string])[] = [
  ["image/", "photo"],
  ["video/", "video"],
  ["audio/", "audio"],
];

export interface FileSource {
  readonly calls: SlackCalls;
  readonly settings: SlackSettings;
}

export function toAttachments(files: readonly SlackFile[], source: FileSource): Attachment[] {
  return files.map((file) => ({
    kind: KINDS.find(([prefix]) => file.mimetype?.startsWith(prefix))?.[1] ?? "document",
    ...(file.name == null ? {} : { name: file.name }),
    ...(file.size == null ? {} : { bytes: file.size }),
    open: (signal) => download(file, source, signal),
  }));
}

async function download(
  file: SlackFile,
  { calls, settings }: FileSource,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const url = getAddress(file) ?? getAddress(await readInfo(file.id, calls, signal));
  if (url === undefined || !URL.canParse(url) || !settings.fileOrigins.has(new URL(url).origin))
    throw new PlatformError("permanent", "It is not on Slack's file server.");
  try {
    // A redirect could lead anywhere, and would carry the token.
    const response = await fetch(url, {
      redirect: "error",
      headers: { authorization: `Bearer ${settings.token}` },
      signal,
    });
    if (response.body === null || !response.ok) throw refused(response.status);
    // Without the scope, Slack answers with its login page.
    const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
    if (isPage && file.mimetype !== "text/html")
      throw new PlatformError("permanent", "Slack refused a file: the app needs the scope files:read.");
    return response.body as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal.throwIfAborted();
    throw slackError(error, WHAT);
  }
}

function getAddress(file: Partial<SlackFile> | undefined): string | undefined {
  return file?.url_private_download ?? file?.url_private ?? undefined;
}

/** Files of other workspaces come without an address. */
async function readInfo(id: string, calls: SlackCalls, signal: AbortSignal): Promise<Partial<SlackFile>> {
  const { file } = await calls.call({ what: WHAT, signal }, (api) => api.files.info({ file: id }));
  return { url_private_download: file?.url_private_download, url_private: file?.url_private };
}

function refused(status: number): PlatformError {
  const kind = status >= 500 || status === 429 ? "unreachable" : "permanent";
  return new PlatformError(kind, `Slack's file server answered with status ${status}.`, { status });
}
