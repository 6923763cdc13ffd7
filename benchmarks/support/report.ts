/** The figures of one run as a JSON file, and the comparison of two runs. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { type Figure, formatAim, formatValue, isHigherBetter, isMet } from "./figure.js";

export interface Report {
  /** Version of this file format. */
  readonly format: 1;
  /** ISO 8601. */
  readonly date: string;
  /** Git commit, with `+` if files were changed. Empty outside a checkout. */
  readonly commit: string;
  readonly machine: string;
  /** Load average over one minute when the run began. A busy machine distorts all times. */
  readonly load: number;
  readonly measures: Record<string, readonly Figure[]>;
}

/** A difference between two runs that is not noise. */
const NOTABLE = 0.1;

/** Starts a report of this machine and checkout. */
export function createReport(now: Date): Report {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    format: 1,
    date: now.toISOString(),
    commit: commit(),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory} GiB, Node ${process.version}, ${process.platform} ${process.arch}`,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    measures: {},
  };
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8", stdio: "pipe" }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+");
  } catch {
    return "";
  }
}

export function saveReport(path: string, report: Report): void {
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
}

/** @throws Error if the file is missing or is not a report */
export function loadReport(path: string): Report {
  const report: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isReport(report)) throw new Error(`${path} is not a report of pnpm bench.`);
  return report;
}

function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null && "format" in value && value.format === 1;
}

/** The rows of one measure as aligned text, beside the figures of a saved run if there are any. */
export function printFigures(name: string, figures: readonly Figure[], saved: readonly Figure[] = []): void {
  console.log(`\n## ${name}`);
  const width = Math.max(...figures.map((figure) => figure.name.length));
  for (const figure of figures) {
    const before = saved.find((other) => other.name === figure.name && other.unit === figure.unit);
    const met = isMet(figure);
    const cells = [
      met === undefined ? " " : met ? "✓" : "✗",
      figure.name.padEnd(width),
      formatValue(figure.value).padStart(9),
      figure.unit.padEnd(5),
      formatAim(figure).padEnd(9),
      before === undefined ? "" : change(figure, before),
    ];
    console.log(cells.join(" ").trimEnd());
  }
}

function change(now: Figure, before: Figure): string {
  const ratio = now.value / before.value;
  return `was ${formatValue(before.value)}, × ${ratio.toFixed(2)}, ${toVerdict(now, before)}`;
}

/** How a figure changed. Less than 10 % is noise. */
export function toVerdict(now: Figure, before: Figure): "same" | "better" | "worse" {
  const ratio = now.value / before.value;
  const gain = isHigherBetter(now) ? ratio - 1 : 1 - ratio;
  if (Number.isNaN(gain) || Math.abs(gain) < NOTABLE) return "same";
  return gain > 0 ? "better" : "worse";
}
