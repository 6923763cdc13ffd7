/** The figures of the page as a file. Pure. */
import type { SpendReport } from "./queries";

const COLUMNS = [
  "runs",
  "inputTokens",
  "outputTokens",
  "cachedTokens",
  "costUsd",
  "estimatedUsd",
  "unpricedRuns",
] as const;

/** One line for each day and group, with the groups beyond the listed ones as `others`. */
export function toCsv(report: SpendReport): string {
  const lines = [["day", report.by, "name", ...COLUMNS]];
  const rest = report.rest === null ? [] : [{ ...report.rest, key: "others", name: null }];
  for (const { key, name, perDay = [] } of [...report.rows, ...rest])
    for (const day of perDay)
      lines.push([day.day, cell(key), cell(name ?? ""), ...COLUMNS.map((column) => `${day[column] ?? ""}`)]);
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/** Quoted, and never a formula: a spreadsheet would run what begins like one. */
function cell(text: string): string {
  const inert = /^\s*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
