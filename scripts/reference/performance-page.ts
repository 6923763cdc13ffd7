/** `docs/reference/performance.md`: the figures of the saved run, one table for each measure. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MEASURES, type MeasureName } from "../../benchmarks/measures.js";
import { type Figure, formatAim, formatValue, isMet } from "../../benchmarks/support/figure.js";
import { loadReport } from "../../benchmarks/support/report.js";
import { table } from "./markdown.js";
import { peersFigures } from "./peers-table.js";

const RESULTS = join(fileURLToPath(new URL("../..", import.meta.url)), "benchmarks/results.json");

export function performancePage(): string {
  const { machine, load, date, commit, measures } = loadReport(RESULTS);
  const about = `Machine: ${machine}. Load average before the run: ${load}. Commit ${commit}, ${date.slice(0, 10)}.`;
  const sections = (Object.keys(MEASURES) as MeasureName[]).flatMap((name) => {
    const figures = measures[name];
    return figures === undefined ? [] : [section(name, figures)];
  });
  const peers = `### TinyAGI beside other products\n\n${peersFigures()}`;
  return [about, ...sections, peers].join("\n\n");
}

function section(name: MeasureName, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${formatValue(figure.value)} ${figure.unit}`.trim(),
    formatAim(figure),
    isMet(figure) === undefined ? "" : isMet(figure) ? "yes" : "no",
  ]);
  const { about } = MEASURES[name];
  const title = `${about.charAt(0).toUpperCase()}${about.slice(1)}`;
  return `### ${title}\n\n\`pnpm bench ${name}\`\n\n${table(["Figure", "Value", "Aim", "Met"], rows)}`;
}
