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

export interface Timing {
  /** Median of the wall time, in milliseconds. */
  wall: number;
  /** Median of the processor time of the process: what the wall time would be on an idle machine, or more. */
  cpu: number;
}

/** Times of each variant, the variants taking turns so that a busy machine hits all of them alike. */
export async function rounds(
  variants: Readonly<Record<string, () => Promise<unknown>>>,
  count: number,
): Promise<Map<string, Timing>> {
  const walls = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  const cpus = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < count; round++) {
    for (const [name, run] of Object.entries(variants)) {
      collect();
      const used = process.cpuUsage();
      const start = performance.now();
      await run();
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(used);
      if (round < 0) continue;
      walls.get(name)?.push(wall);
      cpus.get(name)?.push((user + system) / 1_000);
    }
  }
  return new Map(
    [...walls].map(([name, list]) => [name, { wall: median(list), cpu: median(cpus.get(name) ?? []) }]),
  );
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
