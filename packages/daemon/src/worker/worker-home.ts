/** What a home knows of the daemon that it works for, and whether it is let in. */
import { type Probe, probeEngine } from "@tinyagi/worker";
import { findJoined } from "./joined-file.js";

const PROBE_MS = 5_000;

export interface WorkerHomeCheck {
  readonly worker: string;
  /** Host and port of the engine. */
  readonly engine: string;
  readonly probe: Probe;
}

/** @returns undefined for a home that has joined no daemon @throws AppError for a damaged one */
export async function checkWorkerHome(home: string): Promise<WorkerHomeCheck | undefined> {
  const joined = findJoined(home);
  if (joined === undefined) return undefined;
  return {
    worker: joined.name,
    engine: new URL(joined.url).host,
    probe: await probeEngine(joined, PROBE_MS),
  };
}
