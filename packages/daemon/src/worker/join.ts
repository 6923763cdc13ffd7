/** What commands on the machine of a worker need. It is loaded when it is used: the library of the engine is large. */
import type { Probe } from "@tinyagi/worker";
import type { JoinFacts, JoinOptions } from "./join-home.js";

export type { JoinFacts };

const PROBE_MS = 5_000;

/** @throws AppError as `join-home.ts` says */
export async function joinDaemon(options: JoinOptions): Promise<JoinFacts> {
  const { joinDaemon: join } = await import("./join-home.js");
  return join(options);
}

export interface WorkerHomeCheck {
  readonly worker: string;
  /** Host and port of the engine. */
  readonly engine: string;
  readonly probe: Probe;
}

/** @returns undefined for a home that has joined no daemon @throws AppError for a damaged one */
export async function checkWorkerHome(home: string): Promise<WorkerHomeCheck | undefined> {
  const [{ findJoined }, { probeEngine }] = await Promise.all([
    import("./joined-file.js"),
    import("@tinyagi/worker"),
  ]);
  const joined = findJoined(home);
  if (joined === undefined) return undefined;
  return {
    worker: joined.name,
    engine: new URL(joined.url).host,
    probe: await probeEngine(joined, PROBE_MS),
  };
}
