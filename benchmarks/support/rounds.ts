/** Timing inside this process: interleaved rounds, medians, a real garbage collection. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { median } from "./statistics.js";

/** Rounds that are not counted: the first ones measure the compiler of the machine, not the code. */
const WARM_UP_ROUNDS = 4;

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

/**
 * Times of each variant, the variants taking turns so that a busy machine hits all of them alike. Nothing is collected
 * by force between them: a full collection while no run is alive makes V8 discard the optimised code (2,806 functions
 * in 25 rounds), and the next round measures the interpreter, which a process that serves never sees.
 */
export async function rounds(
  variants: Readonly<Record<string, () => Promise<unknown>>>,
  count: number,
): Promise<Map<string, Timing>> {
  const walls = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  const cpus = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < count; round++) {
    for (const [name, run] of Object.entries(variants)) {
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
