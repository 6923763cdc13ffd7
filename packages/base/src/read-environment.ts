/** The environment of a process that may be about to become another program. */
import { setTimeout as delay } from "node:timers/promises";

/** While a process starts its next program, it shows no environment at all. */
const READS = 5;
const BETWEEN_MS = 4;

export interface EnvironmentReader {
  /** Empty for a process that shows none. */
  read(): Promise<string>;
  /** Whether it can still get one: it lives, and is no part of the system's core. */
  mayGetOne(): Promise<boolean>;
}

/** Reads until there is one, for a bounded time: what has none by its own will costs that time. */
export async function readEnvironment({ read, mayGetOne }: EnvironmentReader): Promise<string> {
  let text = await read();
  for (let reads = 1; text === "" && reads < READS && (await mayGetOne()); reads += 1) {
    await delay(BETWEEN_MS);
    text = await read();
  }
  return text;
}
