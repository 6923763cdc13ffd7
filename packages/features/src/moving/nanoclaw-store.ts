/** The database of NanoClaw 1, `store/messages.db`: its groups and tasks. */
import { type LegacyRow, type LegacyTable, legacyRows } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { readDatabase } from "./copied-database.js";
import type { SourceFolder } from "./source-folder.js";

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
  /** `cron`, `interval` or `once`. */
  kind: string;
  value: string;
  isActive: boolean;
  /** A program decides there whether it runs. */
  hasScript?: boolean;
}

export interface NanoClawStore {
  groups: StoredGroup[];
  tasks: StoredTask[];
}

/** Empty without a readable database, with a row of the report. */
export async function readNanoClawStore(source: SourceFolder, path: string): Promise<NanoClawStore> {
  if ((await source.has(path)) === "nothing") source.left(path, "missing");
  else {
    const found = await readDatabase(source, path, readStore);
    if (found !== undefined) return found;
  }
  return { groups: [], tasks: [] };
}

function readStore(db: Database.Database): NanoClawStore {
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
}

export function firstRows(db: Database.Database, table: LegacyTable): LegacyRow[] {
  const rows: LegacyRow[] = [];
  for (const row of legacyRows(db, table)) {
    if (rows.length >= ROWS_MAX) break;
    rows.push(row);
  }
  return rows;
}

export function toText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, TEXT_MAX_CHARS) : "";
}
