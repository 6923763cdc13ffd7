/** Makes a line of the daemon's log readable: JSON entries become `time LEVEL message key=value`. Pure. */

import { cleanLine } from "@tinyagi/contracts/clean-text";
import { stamp } from "@tinyagi/views";

const LEVELS: Readonly<Record<number, string>> = {
  10: "TRACE",
  20: "DEBUG",
  30: "INFO",
  40: "WARN",
  50: "ERROR",
  60: "FATAL",
};
const HIDDEN = new Set(["level", "time", "msg", "pid", "hostname", "v"]);

/** Plain lines are only cleaned. */
export function readableLine(line: string): string {
  const entry = parse(line);
  if (entry === undefined) return cleanLine(line);
  const level = LEVELS[Number(entry.level)] ?? String(entry.level).toUpperCase();
  const moment = typeof entry.time === "number" ? entry.time : Date.parse(String(entry.time));
  const time = Number.isNaN(moment) ? "" : stamp(moment);
  const extra = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return cleanLine([time, level, String(entry.msg ?? ""), ...extra].join(" "));
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("level" in value)) return undefined;
    return { ...value };
  } catch {
    // A line that a rotation cut is shown as it is.
    return undefined;
  }
}
