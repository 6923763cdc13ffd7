/**
 * The database of NanoClaw, `store/messages.db`: its groups and tasks. A copy is read, so that the source stays as it is,
 * also the files that SQLite makes beside an open database.
 */

import { copyFile, lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import { type LegacyRow, legacyRows } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import type { SourceFolder } from "./source-folder.js";

const STORE_MAX_BYTES = 512 * 1024 * 1024;
const ROWS_MAX = 500;
const TEXT_MAX_CHARS = 100_000;

export interface StoredGroup {
  folder: string;
  name: string;
  hasMounts: boolean;
}

export interface StoredTask {
  folder: string;
  prompt: string;
  kind: string;
  value: string;
  isActive: boolean;
}

export interface NanoClawStore {
  groups: StoredGroup[];
  tasks: StoredTask[];
}

/** Empty without a readable database, with a row of the report. */
export async function readNanoClawStore(source: SourceFolder, path: string): Promise<NanoClawStore> {
  const kind = await source.has(path);
  if (kind !== "file") {
    source.left(path, kind === "nothing" ? "missing" : "refused");
    return { groups: [], tasks: [] };
  }
  const file = join(source.root, path);
  if ((await lstat(file)).size > STORE_MAX_BYTES) {
    source.left(path, "too-large");
    return { groups: [], tasks: [] };
  }
  const scratch = await mkdtemp(join(tmpdir(), "tinyagi-moving-"));
  try {
    const copy = join(scratch, "messages.db");
    await copyFile(file, copy);
    // What a running program has written and not merged yet.
    if ((await source.has(`${path}-wal`)) === "file") await copyFile(`${file}-wal`, `${copy}-wal`);
    return readStore(copy);
  } catch {
    // No database, or one of another shape; the groups are read from their folders all the same.
    source.left(path, "damaged");
    return { groups: [], tasks: [] };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function readStore(file: string): NanoClawStore {
  const db = openSqlite(file, { fileMustExist: true });
  try {
    const groups = firstRows(db, "registered_groups").map((row) => ({
      folder: toText(row.folder),
      name: toText(row.name),
      hasMounts: toText(row.container_config).includes("additionalMounts"),
    }));
    const tasks = firstRows(db, "scheduled_tasks")
      .filter(({ status }) => status !== "completed")
      .map((row) => ({
        folder: toText(row.group_folder),
        prompt: toText(row.prompt),
        kind: toText(row.schedule_type),
        value: toText(row.schedule_value),
        isActive: row.status === "active",
      }));
    return { groups, tasks };
  } finally {
    db.close();
  }
}

function firstRows(db: Database.Database, table: "registered_groups" | "scheduled_tasks"): LegacyRow[] {
  const rows: LegacyRow[] = [];
  for (const row of legacyRows(db, table)) {
    if (rows.length >= ROWS_MAX) break;
    rows.push(row);
  }
  return rows;
}

function toText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, TEXT_MAX_CHARS) : "";
}
