/** Small tools for honest figures: interleaved rounds, medians, a real garbage collection, and the machine they are of. */
import { cpus, loadavg, totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** Rounds not counted: the first ones measure the compiler of the machine, not the engine. */
const WARM_UP_ROUNDS = 4;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes in use after two full collections. */
export function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Milliseconds of each variant, the variants taking turns so that a busy machine hits all of them alike. */
export async function rounds(
  variants: Readonly<Record<string, () => Promise<unknown>>>,
  count: number,
): Promise<Record<string, number>> {
  const times = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < count; round++) {
    for (const [name, run] of Object.entries(variants)) {
      collect();
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, median(list)]));
}

export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg()[0]?.toFixed(2);
  return `${cpu?.model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, load ${load}`;
}

export interface Row {
  what: string;
  value: string;
  target: string;
  met: boolean | undefined;
}

export function printRows(rows: readonly Row[]): void {
  for (const { what, value, target, met } of rows) {
    const mark = met === undefined ? " " : met ? "✓" : "✗";
    console.log(`${mark} ${what.padEnd(58)} ${value.padEnd(34)} ${target}`);
  }
}
