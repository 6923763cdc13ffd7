/**
 * Stores files that approved senders sent. Guarantees: the name is generated, the size is capped while the bytes arrive,
 * and a file that was not stored wholly leaves nothing behind. Never called for a sender who is not approved.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, rmdir } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import type { NamedFile } from "@tinyagi/contracts";
import type { Attachment } from "../adapter/incoming.js";
import { PlatformError } from "../adapter/platform-error.js";

/** Bytes of one file: what Telegram's cloud hands out at most. */
const FILE_MAX_BYTES = 20 * 1_024 * 1_024;
/** Files of one message. Further ones are named as refused. */
export const FILES_MAX = 10;
/** For one file from the first to the last byte. */
const DOWNLOAD_MS = 120_000;
/** Endings are short words; everything else is dropped. */
const ENDING = /^\.[a-z0-9]{1,8}$/;

export interface ReceivedFiles {
  /** The stored files, with the names that their sender gave them. */
  readonly files: readonly NamedFile[];
  /** Why others are missing, one sentence each. */
  readonly refusals: readonly string[];
}

/** @throws PlatformError `unreachable` when the platform can be asked again; the reason of the signal */
export async function receiveFiles(
  attachments: readonly Attachment[],
  options: { folder: string; signal: AbortSignal; maxBytes?: number | undefined },
): Promise<ReceivedFiles> {
  const files: NamedFile[] = [];
  const refusals: string[] = [];
  try {
    for (const [index, attachment] of attachments.entries()) {
      if (index >= FILES_MAX) {
        refusals.push(
          `${attachments.length - FILES_MAX} more files were not received: at most ${FILES_MAX}.`,
        );
        break;
      }
      const outcome = await receive(attachment, options);
      if (outcome.kind === "stored") files.push(named(outcome.path, attachment));
      else refusals.push(outcome.reason);
    }
    return { files, refusals };
  } catch (error) {
    await discardFiles(files);
    throw error;
  }
}

/** Removes files of a message that was not accepted. */
export async function discardFiles(files: readonly NamedFile[]): Promise<void> {
  await Promise.all(files.map(({ path }) => rm(dirname(path), { recursive: true, force: true })));
}

function named(path: string, { name }: Attachment): NamedFile {
  return name === undefined ? { path } : { path, name };
}

type Outcome = { kind: "stored"; path: string } | { kind: "refused"; reason: string };

async function receive(
  attachment: Attachment,
  {
    folder,
    signal,
    maxBytes = FILE_MAX_BYTES,
  }: { folder: string; signal: AbortSignal; maxBytes?: number | undefined },
): Promise<Outcome> {
  const tooLarge: Outcome = {
    kind: "refused",
    reason: `A ${attachment.kind} was not received: it is larger than ${Math.floor(maxBytes / 1_048_576)} MB.`,
  };
  if ((attachment.bytes ?? 0) > maxBytes) return tooLarge;
  const unique = randomBytes(12).toString("hex");
  // A folder of its own: some sandboxes open folders only.
  const own = join(folder, unique);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const path = join(own, unique + getEnding(attachment.name));
  const partial = `${path}.part`;
  const stop = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]);
  try {
    const isWhole = await write(await attachment.open(stop), { partial, maxBytes, signal: stop });
    if (!isWhole) return tooLarge;
    await rename(partial, path);
    return { kind: "stored", path };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof PlatformError && error.kind === "permanent")
      return { kind: "refused", reason: `A ${attachment.kind} was not received: ${error.message}` };
    throw error;
  } finally {
    await rm(partial, { force: true });
    // Only an empty one: what was stored stays.
    await rmdir(own).catch(() => undefined);
  }
}

/** @returns whether all bytes fit. Syncs them: an accepted message must not lose its file in a power cut. */
async function write(
  bytes: AsyncIterable<Uint8Array>,
  { partial, maxBytes, signal }: { partial: string; maxBytes: number; signal: AbortSignal },
): Promise<boolean> {
  const file = await open(partial, "wx", 0o600);
  try {
    let size = 0;
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      size += chunk.byteLength;
      if (size > maxBytes) return false;
      await file.write(chunk);
    }
    await file.sync();
    return true;
  } finally {
    await file.close();
  }
}

function getEnding(name: string | undefined): string {
  const ending = extname(name ?? "").toLowerCase();
  return ENDING.test(ending) ? ending : "";
}
