/** The states of runs and of parts of a graph, as the office shows states. */
import { type GraphNodeState, type RunState, WORK_STATES, type WorkState } from "@tinyagi/contracts";
import { isLiveRun, workState } from "@tinyagi/views";
import { words } from "../locale/words";
import type { State } from "./glyph";

export interface Shown {
  state: State;
  word: string;
}

/** Width of the column of states. On a phone only the glyph has room; the word stays for screen readers. */
export const STATE_WIDTH = "clamp(40px, calc((100vw - 700px) * 99), 112px)";

export function workShown(state: WorkState): Shown {
  return { state: WORK_STATES[state], word: words.views.runs.states[state] };
}

/** Of one run, without what it started. */
export function runShown(status: RunState): Shown {
  return workShown(workState({ run: status }));
}

/** Of a part of a graph, at a step of its history. */
export function partShown(state: GraphNodeState): Shown {
  return workShown(workState({ node: state }));
}

export function isLiveStatus(status: RunState): boolean {
  return isLiveRun(status);
}
