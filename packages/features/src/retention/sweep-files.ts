/**
 * Removes old files from and to people. Files that open work, a dead letter or a task mentions stay, because
 * somebody still needs them, and so do files with a public link that works. Files have generated names, so any occurrence
 * of a name in such a text keeps the file.
 */
import { lstat, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, namesIn } from "@tinyagi/base";
import type { NamingRow, Store } from "@tinyagi/kernel";
import { toRecordingName } from "../speech/transcript-file.js";

const PAGE_ROWS = 200;
const NAME = /[A-Za-z0-9_.-]{8,255}/g;

/** @returns how many files were removed */
export async function sweepFiles(options: {
  store: Store;
  folders: readonly string[];
  /** Only files last changed before this time are removed. */
  cutoff: number;
  now: number;
  signal: AbortSignal;
}): Promise<number> {
  const { artifacts } = options.store;
  const old: string[] = [];
  for (const folder of options.folders) old.push(...(await oldFiles(folder, options.cutoff)));
  if (old.length === 0) return 0;
  // A transcript lasts as long as its recording: it is not paid for twice.
  const nameOf = (file: string) => toRecordingName(basename(file));
  const wanted = new Set(old.map(nameOf));
  const named = namedFiles(options.store, wanted);
  let removed = 0;
  for (const file of old) {
    if (options.signal.aborted) break;
    if (named.has(nameOf(file))) continue;
    const artifact = artifacts.ofFile(basename(file));
    if (artifact !== undefined && artifacts.isShared(artifact.id, options.now)) continue;
    // The entry first: after a crash between the two, the next sweep finds the file and no entry, and removes it.
    if (artifact !== undefined) await options.store.write(() => artifacts.remove(artifact));
    await rm(file, { force: true });
    // The folder of a received file has nothing else in it. Any other folder is not empty, or is made again.
    if (!options.folders.includes(dirname(file))) await rmdir(dirname(file)).catch(() => undefined);
    removed += 1;
  }
  return removed;
}

async function oldFiles(folder: string, cutoff: number): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(folder)) {
    const file = join(folder, name);
    const info = await lstat(file).catch((error: unknown) => {
      // Removed in the meantime.
      if (errorCode(error) === "ENOENT") return null;
      throw error;
    });
    if (info?.isFile() === true && info.mtimeMs < cutoff) found.push(file);
    if (info?.isDirectory() === true) found.push(...(await oldFiles(file, cutoff)));
  }
  return found;
}

/** Which of the names occur in open work, dead letters and tasks. */
function namedFiles({ retention }: Store, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const named = new Set<string>();
  const look = (text: string | null) => {
    for (const [name] of (text ?? "").matchAll(NAME)) if (wanted.has(name)) named.add(name);
  };
  const lookAll = (message: NamingRow) => Object.values(message).forEach(look);
  for (let place = { created: Number.MIN_SAFE_INTEGER, row: 0 }; ; ) {
    const rows = retention.openAfter({ ...place, limit: PAGE_ROWS });
    for (const { id, text } of rows) {
      look(text);
      for (const message of retention.listTexts(id)) {
        lookAll(message);
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) break;
    place = { created: last.created_at, row: last.row };
  }
  for (const messages of [retention.pendingTexts(), retention.deadTexts()])
    for (const message of messages) lookAll(message);
  for (const { text } of retention.taskTexts()) look(text);
  for (const reply of retention.undeliveredReplies()) {
    look(reply.message);
    look(reply.files);
    look(`${reply.idempotency_key}.md`);
  }
  return named;
}
