/** The states of runs and of parts of a graph, as the office shows states. */
import type { GraphNodeState, RunState } from "@tinyagi/contracts";
import type { State } from "../../ui/glyph";

export interface Shown {
  state: State;
  /** Where the word of the state would say too little. */
  word?: string;
}

/** Width of the column of states. On a phone only the glyph has room; the word stays for screen readers. */
export const STATE_WIDTH = "clamp(40px, calc((100vw - 700px) * 99), 112px)";

export const RUN_STATES: Readonly<Record<RunState, Shown>> = {
  starting: { state: "running" },
  running: { state: "running" },
  completed: { state: "done" },
  failed: { state: "failed" },
  interrupted: { state: "held", word: "Interrupted" },
  cancelled: { state: "held", word: "Cancelled" },
};

export const NODE_STATES: Readonly<Record<GraphNodeState, Shown>> = {
  pending: { state: "idle", word: "Not started" },
  running: { state: "running" },
  completed: { state: "done" },
  failed: { state: "failed" },
  cancelled: { state: "held", word: "Cancelled" },
  skipped: { state: "held", word: "Skipped" },
};

export function isLiveStatus(status: RunState): boolean {
  return status === "starting" || status === "running";
}
