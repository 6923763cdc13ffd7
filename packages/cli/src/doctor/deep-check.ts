/** The findings of `doctor --deep`: every row of the database and every file of the backups. Changes nothing. */
import type { DeepCheck } from "@tinyagi/daemon";
import type { Paths } from "../context/paths.js";
import type { Finding } from "./finding.js";

type Problem = DeepCheck["problems"][number];

/** Empty without a database that can be read: then another finding says so. */
export async function checkDeep({ home }: Paths): Promise<Finding[]> {
  const daemon = await import("@tinyagi/daemon");
  const { state, newest } = await daemon.checkDatabase(home);
  if (state.state !== "whole") return [];
  const { problems, backups } = await daemon.deepCheck(home);
  const hint =
    newest === null
      ? "Back up the home folder now, then ask for help: tinyagi docs"
      : `Restore a backup: tinyagi restore ${newest}`;
  return [
    ...problems.map(
      (problem): Finding => ({ id: "database.deep", level: "error", message: toWords(problem), hint }),
    ),
    ...(problems.length > 0
      ? []
      : [{ id: "database.deep", level: "ok" as const, message: "every row of the database is consistent" }]),
    ...backups.map(backupFinding),
  ];
}

function toWords(problem: Problem): string {
  switch (problem.check) {
    case "pages":
      return `the database is damaged: ${problem.detail}`;
    case "references":
      return `${problem.rows} rows of the table ${problem.table} refer to rows that are missing`;
    case "json":
      return `${problem.rows} rows of ${problem.table}.${problem.column} cannot be read`;
    case "search":
      return "the search index does not fit its texts";
  }
}

function backupFinding({ path, problem }: DeepCheck["backups"][number]): Finding {
  const id = "backup.whole";
  if (problem === null) return { id, level: "ok", message: `${path} is complete` };
  const hint = `Make a new one: tinyagi backup; then remove this one: rm '${path}'`;
  return { id, level: "error", message: `${path} cannot be restored: ${problem}`, hint };
}
