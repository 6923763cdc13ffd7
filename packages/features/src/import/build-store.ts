/** Builds a new database from the parts of an old home, in one transaction. */

import type { NewId } from "@tinyagi/base";
import { conversationLimitsSchema, type Settings } from "@tinyagi/contracts";
import { importStatements, legacyRows } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import type { ImportContext } from "./context.js";
import type { KnownIds } from "./known-ids.js";
import type { LegacyRecord } from "./legacy-value.js";
import { isRecord } from "./legacy-value.js";
import type { ImportReport, ReportWriter } from "./report.js";
import { takeAgentMessages, takeChatMessages, takeResponses } from "./take-history.js";
import { takeMessages } from "./take-messages.js";
import { type LegacyPairings, takePairings } from "./take-pairings.js";
import { takeSchedules } from "./take-schedules.js";
import { takeSenderDefaults } from "./take-settings.js";
import { takeBoard } from "./take-tasks.js";

export interface OldData {
  database: Database.Database | undefined;
  tasks: Database.Database | undefined;
  projectsFile: readonly unknown[];
  tasksFile: readonly unknown[];
  schedules: readonly unknown[];
  pairings: LegacyPairings;
  settings: Settings;
}

export interface BuildOptions {
  data: OldData;
  ids: KnownIds;
  report: ReportWriter;
  newId: NewId;
  now: number;
  /** Key of the import and the fields of its row, in addition to the report. */
  source: string;
  folder: string;
  backup: string | null;
}

/** Fills `db`, a new database of the newest schema. */
export function buildStore(db: Database.Database, options: BuildOptions): ImportReport {
  const { data, report } = options;
  const limits = conversationLimitsSchema.parse(data.settings.limits);
  const into = importStatements(db);
  const context: ImportContext = {
    into,
    report,
    ids: options.ids,
    now: options.now,
    newId: options.newId,
    limits: { text: JSON.stringify(limits), durationMs: limits.durationMs },
  };
  return db
    .transaction(() => {
      takeDatabase(data.database, context);
      takeBoard(buildBoard(data, report), context);
      takeSchedules(data.schedules, context);
      takePairings(data.pairings, context);
      takeSenderDefaults(data.settings, context);
      const whole: ImportReport = { source: options.folder, backup: options.backup, ...report.finish() };
      into.addImport({
        source: options.source,
        report: JSON.stringify(whole),
        backup: options.backup,
        created_at: options.now,
      });
      return whole;
    })
    .immediate();
}

function takeDatabase(db: Database.Database | undefined, context: ImportContext): void {
  if (db === undefined) return;
  takeMessages(legacyRows(db, "messages"), context);
  takeResponses(legacyRows(db, "responses"), context);
  takeChatMessages(legacyRows(db, "chat_messages"), context);
  takeAgentMessages(legacyRows(db, "agent_messages"), context);
}

/** Rows of the database come first. 0.0.20 never copied the entries of the older files into it. */
function buildBoard(data: OldData, report: ReportWriter) {
  const rows = (table: "projects" | "tasks" | "comments") =>
    data.tasks === undefined ? [] : [...legacyRows(data.tasks, table)];
  noteOthers("projects.json", data.projectsFile, report);
  noteOthers("tasks.json", data.tasksFile, report);
  return {
    projects: joined(rows("projects"), data.projectsFile),
    tasks: joined(rows("tasks"), data.tasksFile),
    comments: rows("comments"),
  };
}

function noteOthers(file: string, entries: readonly unknown[], report: ReportWriter): void {
  const count = entries.filter((entry) => !isRecord(entry)).length;
  if (count === 0) return;
  const what =
    count === 1 ? `1 entry of ${file} is not an object` : `${count} entries of ${file} are not objects`;
  report.note(`${what} and cannot be imported.`);
}

function joined(rows: readonly LegacyRecord[], entries: readonly unknown[]): LegacyRecord[] {
  const ids = new Set(rows.map((row) => row.id));
  return [...rows, ...entries.filter(isRecord).filter((entry) => !ids.has(entry.id))];
}
