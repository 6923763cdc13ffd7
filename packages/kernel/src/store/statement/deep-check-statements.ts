/** Reads a whole database for what is wrong in it. For a copy: one of the checks needs the right to write. */
import type Database from "better-sqlite3";

/** Columns that hold JSON in every row, or nothing. A changed byte often makes it unreadable. */
export const JSON_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  approvals: ["options", "preview"],
  conversations: ["chain", "limits", "notes", "budget"],
  events: ["data"],
  graph_nodes: ["settings"],
  graphs: ["rules"],
  imports: ["report"],
  messages: ["result_files"],
  sessions: ["totals"],
  settings_revisions: ["paths"],
  spawn_calls: ["plan", "outcome"],
};
const PROBLEMS_MAX = 20;

export type DeepProblem =
  | { readonly check: "pages"; readonly detail: string }
  | { readonly check: "references"; readonly table: string; readonly rows: number }
  | { readonly check: "json"; readonly table: string; readonly column: string; readonly rows: number }
  | { readonly check: "search" };

/** Pages, indexes, constraints, references, JSON and the search index, in this order. */
export function deepProblems(db: Database.Database): DeepProblem[] {
  const pages = pageProblems(db);
  // What cannot be read as a table has no rows to look at.
  if (pages.length > 0) return pages;
  return [...referenceProblems(db), ...jsonProblems(db), ...searchProblems(db)];
}

function pageProblems(db: Database.Database): DeepProblem[] {
  const rows = db.pragma(`integrity_check(${PROBLEMS_MAX})`) as { integrity_check: string }[];
  return rows
    .map(({ integrity_check: detail }) => detail)
    .filter((detail) => detail !== "ok")
    .map((detail) => ({ check: "pages", detail }));
}

function referenceProblems(db: Database.Database): DeepProblem[] {
  const byTable = new Map<string, number>();
  for (const { table } of db.pragma("foreign_key_check") as { table: string }[])
    byTable.set(table, (byTable.get(table) ?? 0) + 1);
  return [...byTable].map(([table, rows]) => ({ check: "references", table, rows }));
}

function jsonProblems(db: Database.Database): DeepProblem[] {
  return Object.entries(JSON_COLUMNS).flatMap(([table, columns]) =>
    columns.flatMap((column): DeepProblem[] => {
      const rows = db
        .prepare<[], number>(
          `SELECT count(*) FROM "${table}" WHERE "${column}" IS NOT NULL AND NOT json_valid("${column}")`,
        )
        .pluck()
        .get();
      return rows === undefined || rows === 0 ? [] : [{ check: "json", table, column, rows }];
    }),
  );
}

function searchProblems(db: Database.Database): DeepProblem[] {
  try {
    db.exec("INSERT INTO search_index(search_index) VALUES ('integrity-check')");
    return [];
  } catch {
    // Every error of this command means that the index does not fit its texts.
    return [{ check: "search" }];
  }
}
