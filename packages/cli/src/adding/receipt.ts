/**
 * What an import changed, in `imports/<id>/receipt.json` of the home. Each change is written down before it is made, so
 * that an import can be undone after a crash, too.
 */
import { mkdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFileSync } from "@tinyagi/base/replace-file";
import { makePrivateDirectory } from "../context/private-directory.js";

const FILE = "receipt.json";
const FOLDER = "imports";
const ID = /^\d{8}-\d{6}-[a-z0-9-]{1,40}$/;

/** `revision`: the newest one of the settings before the change. Receipts of earlier releases have none. */
export type Change =
  | { what: "agent"; id: string; workspace: string; isNew: boolean; revision?: number }
  /** A text that the import replaced; base64. */
  | { what: "text"; path: string; before: string }
  | { what: "team"; id: string; revision?: number }
  /** `id` is written once the schedule is there; its text is the one that the import gave it. */
  | { what: "schedule"; label: string; id?: string; text?: string }
  | { what: "setting"; path: readonly string[]; revision?: number }
  | { what: "channel"; channel: string }
  /** `approvedAt` is written once the sender is approved. */
  | { what: "sender"; channel: string; senderId: string; approvedAt?: number };

export interface ReceiptData {
  id: string;
  kind: string;
  from: string;
  /** ISO date and time. */
  time: string;
  undone: string | null;
  changes: Change[];
  left: readonly { what: string; reason: string }[];
}

export interface Receipt {
  readonly data: ReceiptData;
  /** The folder of this receipt. */
  readonly folder: string;
  /** Writes a change down, before it is made. */
  note(change: Change): void;
  /** Adds to the last change what is known only after it was made. */
  complete(facts: { id?: string; approvedAt?: number }): void;
  closeUndone(time: string): void;
}

/** @param from.now milliseconds since the epoch */
export function openReceipt(
  home: string,
  from: { kind: string; from: string; now: number; left: ReceiptData["left"] },
): Receipt {
  const time = new Date(from.now).toISOString();
  const stamp = time.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  makePrivateDirectory(join(home, FOLDER));
  for (let number = 1; ; number += 1) {
    const id = `${stamp}-${from.kind}${number === 1 ? "" : `-${number}`}`;
    const folder = join(home, FOLDER, id);
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") continue;
      throw error;
    }
    const { kind, left } = from;
    return toReceipt(folder, { id, kind, from: from.from, time, undone: null, changes: [], left });
  }
}

function toReceipt(folder: string, data: ReceiptData): Receipt {
  const save = (): void => replaceFileSync(join(folder, FILE), `${JSON.stringify(data, null, 2)}\n`);
  return {
    data,
    folder,
    note(change) {
      data.changes.push(change);
      save();
    },
    complete(facts) {
      Object.assign(data.changes.at(-1) ?? {}, facts);
      save();
    },
    closeUndone(time) {
      data.undone = time;
      save();
    },
  };
}

/** All receipts of a home, newest first. What is no receipt is passed over. */
export async function listReceipts(home: string): Promise<Receipt[]> {
  const names = await readdir(join(home, FOLDER)).catch(() => {
    // Without the folder nothing was ever imported.
    return [];
  });
  const found: Receipt[] = [];
  for (const name of names.filter((one) => ID.test(one)).sort()) {
    const folder = join(home, FOLDER, name);
    const data = await readData(join(folder, FILE));
    if (data !== undefined) found.unshift(toReceipt(folder, data));
  }
  return found;
}

async function readData(file: string): Promise<ReceiptData | undefined> {
  try {
    const value = JSON.parse(await readFile(file, "utf8")) as ReceiptData;
    return Array.isArray(value.changes) ? value : undefined;
  } catch {
    // An import that ended before its first change.
    return undefined;
  }
}
