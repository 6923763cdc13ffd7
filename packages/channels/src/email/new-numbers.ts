/**
 * Where to begin in a mailbox without a read mark. Guarantees: mail from before the first start is not for agents; when the
 * server numbers its mails anew (it was moved, or restored from a backup), what came since the last mark is read, because
 * TinyAGI knows the mails that it has. Old mails count as old even if a move dates them today.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ImapFlow } from "imapflow";
import { READ_MARK_FILE } from "../inbound/read-mark.js";

/** Folders of marks, one for each numbering. */
const PREFIX = "inbox-";
/** IMAP compares days in the zone of the server, and clocks differ. */
const MARGIN_MS = 2 * 86_400_000;

export function markFolder(stateFolder: string, numbering: bigint): string {
  return join(stateFolder, `${PREFIX}${numbering}`);
}

/** @returns the last number that counts as taken @throws what the connection meets */
export async function lastTaken(
  client: Pick<ImapFlow, "search">,
  { stateFolder, next }: { stateFolder: string; next: number },
): Promise<bigint> {
  const end = Math.max(0, next - 1);
  const markedAt = await lastMark(stateFolder);
  if (markedAt === undefined) return BigInt(end);
  const day = new Date(markedAt - MARGIN_MS);
  const found = (await client.search({ since: day, sentSince: day }, { uid: true })) || [];
  return BigInt(found.reduce((lowest, uid) => Math.min(lowest, uid - 1), end));
}

/** When a mark of another numbering was written last; undefined before the first start. */
async function lastMark(stateFolder: string): Promise<number | undefined> {
  // No folder yet: the first start.
  const names = await readdir(stateFolder).catch(() => []);
  const times = await Promise.all(
    names
      .filter((name) => name.startsWith(PREFIX))
      .map((name) =>
        stat(join(stateFolder, name, READ_MARK_FILE)).then(
          ({ mtimeMs }) => [mtimeMs],
          () => [],
        ),
      ),
  );
  return times.flat().reduce<number | undefined>((last, time) => Math.max(last ?? time, time), undefined);
}
