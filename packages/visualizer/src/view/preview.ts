/** On a wide screen, what the row under the cursor is about stands beside the rows, without a key. Pure. */
import type { Panel, State } from "../state/state.js";
import { currentRow } from "./body.js";
import type { View } from "./view.js";

/** Narrower than this, the rows need the whole width. */
const PREVIEW_FROM = 150;

/** Whether something stands beside the rows although nothing was opened. */
export function hasPreview({
  panel,
  size,
  place,
  timeline,
}: Pick<State, "panel" | "size" | "place" | "timeline">): boolean {
  // Bars on a time axis use every column.
  const isTimeline = place.view === "run" && timeline;
  return panel === undefined && size.columns >= PREVIEW_FROM && !isTimeline;
}

/** What a person opened, else the preview; undefined where the row has nothing to show. */
export function shownPanel(state: State, view: View): Panel | undefined {
  if (!hasPreview(state)) return state.panel;
  if (state.place.view === "room") return { kind: "members", team: state.place.team };
  const { entry, dead, messageId, runId, conversation } = currentRow(state, view)?.target ?? {};
  if (entry !== undefined) return { kind: "entry", entry };
  if (dead !== undefined && messageId !== undefined) return { kind: "why", messageId };
  return runId === undefined || conversation === undefined ? undefined : { kind: "run", runId, conversation };
}
