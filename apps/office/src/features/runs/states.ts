/** The states of runs and of parts of a graph, as the office shows states. */
import type { GraphNodeState, RunState } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";

export interface Shown {
  state: State;
  /** Where the word of the state would say too little. */
  word?: string;
}

/** Width of the column of states. On a phone only the glyph has room; the word stays for screen readers. */
export const STATE_WIDTH = "clamp(40px, calc((100vw - 700px) * 99), 112px)";

export function runShown(status: RunState): Shown {
  const { states } = words.runs;
  switch (status) {
    case "starting":
    case "running":
      return { state: "running" };
    case "completed":
      return { state: "done" };
    case "failed":
      return { state: "failed" };
    case "interrupted":
    case "cancelled":
      return { state: "held", word: states[status] };
  }
}

/** It was interrupted and continues: after its parts, or at its next try. */
export const restingShown = (): Shown => ({ state: "held", word: words.runs.states.resting });

export function partShown(state: GraphNodeState): Shown {
  const { states } = words.runs;
  switch (state) {
    case "pending":
      return { state: "idle", word: states.notStarted };
    case "running":
      return { state };
    case "completed":
      return { state: "done" };
    case "failed":
      return { state };
    case "cancelled":
    case "skipped":
      return { state: "held", word: states[state] };
  }
}

export function isLiveStatus(status: RunState): boolean {
  return status === "starting" || status === "running";
}
