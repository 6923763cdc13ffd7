/** What a person can do to a run now. Only what the daemon would not refuse. Pure. */
import type { RunGraph } from "@tinyagi/contracts";
import type { Run } from "../../lib/queries";
import { isLiveStatus } from "../../ui/states";

export type ActName = "retry" | "fork" | "compare" | "steer" | "cancel";

interface About {
  run: Run;
  /** The part of the graph; undefined for the whole message. */
  node: string | undefined;
  /** Whether it continues after an interruption. */
  isResting: boolean;
}

export function listActs(
  { run, node, isResting }: About,
  graph: Pick<RunGraph, "status"> | undefined,
): readonly ActName[] {
  if (isLiveStatus(run.status)) return ["steer", "cancel"];
  if (isResting) return ["cancel", "compare"];
  return isRetryLater(node, graph) ? ["fork", "compare"] : ["retry", "fork", "compare"];
}

/** A part can be retried when its graph has ended. */
export function isRetryLater(node: string | undefined, graph: Pick<RunGraph, "status"> | undefined): boolean {
  return node !== undefined && graph?.status === "open";
}
