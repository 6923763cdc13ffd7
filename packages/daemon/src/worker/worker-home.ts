/** What a home knows of the daemon that it works for, and whether it is let in. */
import type { MachineFacts } from "@tinyagi/contracts";
import { createProgramVersions } from "@tinyagi/harness";
import { type Probe, probeEngine } from "@tinyagi/worker";
import { findJoined } from "./joined-file.js";
import { lookAtMachine } from "./machine-facts.js";

const PROBE_MS = 5_000;

export interface WorkerHomeCheck {
  readonly worker: string;
  /** Host and port of the engine. */
  readonly engine: string;
  readonly probe: Probe;
  /** What agents find on this machine. */
  readonly machine: MachineFacts;
}

/** @param variables of the process that starts agents @returns undefined for a home that has joined no daemon @throws AppError for a damaged one */
export async function checkWorkerHome(
  home: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<WorkerHomeCheck | undefined> {
  const joined = findJoined(home);
  if (joined === undefined) return undefined;
  await using versions = createProgramVersions();
  const [probe, machine] = await Promise.all([
    probeEngine(joined, PROBE_MS),
    lookAtMachine({ variables, home, versions, now: Date.now }),
  ]);
  return { worker: joined.name, engine: new URL(joined.url).host, probe, machine };
}
