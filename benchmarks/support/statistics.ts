/** Medians and percentiles of samples, and the machine they were taken on. */
import { cpus, totalmem } from "node:os";

/** @param share 0.5 for the median, 0.99 for p99 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** One line that says where the figures come from. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform} ${process.arch}`;
}

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What the design asks for, in words. */
  aim?: string;
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n## ${title}`);
  for (const figure of figures) {
    const value = figure.value >= 100 ? figure.value.toFixed(0) : figure.value.toFixed(2);
    console.log(
      `${figure.name.padEnd(58)} ${value.padStart(10)} ${figure.unit.padEnd(8)}${figure.aim === undefined ? "" : ` (aim ${figure.aim})`}`,
    );
  }
}
