/** The state before the first answer and the first key. */
import { NO_RUNS } from "@tinyagi/client";
import { EMPTY_DRAFT } from "./draft.js";
import type { State, TreePlace } from "./state.js";

export function startState({
  place,
  now,
  size,
}: {
  place: TreePlace;
  now: number;
  size: State["size"];
}): State {
  return {
    place,
    before: [],
    known: new Map(),
    live: NO_RUNS,
    news: [],
    lines: [],
    connection: { state: "connecting" },
    now,
    size,
    cursor: undefined,
    firstNew: undefined,
    filter: "",
    input:
      place.view === "room" ? { purpose: { kind: "post", team: place.team }, draft: EMPTY_DRAFT } : undefined,
    confirm: undefined,
    panel: undefined,
    scroll: 0,
    timeline: false,
    level: "info",
    part: "",
    notice: undefined,
    problem: undefined,
    history: [],
    drafts: new Map(),
  };
}
