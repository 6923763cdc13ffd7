/** Copies a file so that the new name only ever stands for a whole, durable copy. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectory } from "@tinyagi/base";

const PRIVATE_FILE = 0o600;
const PART = ".part";

/** Whether this is a copy that was never finished. */
export function isPart(name: string): boolean {
  return name.endsWith(PART);
}

/**
 * @param source a file, or its bytes
 * @throws the error of the file system or the source; nothing is at `to` then
 */
export async function copyWhole(
  source: string | AsyncIterable<Uint8Array>,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const part = `${to}${PART}`;
  await rm(part, { force: true });
  const handle = await open(part, "wx", PRIVATE_FILE);
  try {
    const written = createHash("sha256");
    for await (const chunk of typeof source === "string" ? createReadStream(source, { signal }) : source) {
      signal.throwIfAborted();
      written.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    await handle.close();
    if ((await computeDigest(part, signal)) !== written.digest("hex"))
      throw new Error("the disk gives back other bytes than were written");
    await rename(part, to);
    await syncDirectory(dirname(to));
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/** Hex. */
export async function computeDigest(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
  return hash.digest("hex");
}
