/** From one view to another and back. Pure. */

import { read } from "../state/answers.js";
import type { State, Target, TreePlace } from "../state/state.js";

/** Longer ways back are of no use. */
const VISITS = 20;

export function goTo(state: State, place: TreePlace): State {
  const before = [...state.before, { place: state.place, cursor: state.cursor }].slice(-VISITS);
  return { ...at(state, place), before };
}

function at(state: State, place: TreePlace): State {
  return {
    ...state,
    place,
    // A room is read first: the keys of the views work there until the person writes.
    input: undefined,
    cursor: undefined,
    filter: "",
    panel: undefined,
    scroll: 0,
    problem: undefined,
  };
}

/** Out of a filter first, then to the view before. */
export function goBack(state: State): State {
  if (state.filter !== "") return { ...state, filter: "" };
  const last = state.before.at(-1);
  if (last === undefined) return state;
  return { ...at(state, last.place), cursor: last.cursor, before: state.before.slice(0, -1) };
}

/** The views in the order of their numbers. */
const VIEWS: readonly State["place"]["view"][] = ["team", "run", "queue", "room", "logs"];

/** The next view that there is. */
export function nextView(state: State, target: Target): State {
  const from = VIEWS.indexOf(state.place.view);
  for (let step = 1; step < VIEWS.length; step++) {
    const place = resolvePlace(state, String(((from + step) % VIEWS.length) + 1), target);
    if (place !== undefined) return goTo(state, place);
  }
  return state;
}

/** Where a number key goes: what the row under the cursor is about, as far as it says. */
export function resolvePlace(state: State, number: string, target: Target): TreePlace | undefined {
  switch (number) {
    case "1":
      return { view: "team", team: teamOf(state, target) };
    case "2":
      return runPlace(state, target);
    case "3":
      return { view: "queue" };
    case "4": {
      const team = teamOf(state, target) ?? Object.keys(read(state.known, "teams") ?? {})[0];
      return team === undefined ? undefined : { view: "room", team };
    }
    case "5":
      return { view: "logs" };
    default:
      return undefined;
  }
}

function teamOf(state: State, { team }: Target): string | undefined {
  if (team !== undefined) return team;
  const visited = [...state.before.map(({ place }) => place), state.place].reverse();
  for (const place of visited) if (place.view === "team" || place.view === "room") return place.team;
  const teams = Object.keys(read(state.known, "teams") ?? {});
  return teams.length === 1 ? teams[0] : undefined;
}

/** The run of the row, else the newest one. */
export function runPlace(state: State, { runId, conversation }: Target): TreePlace {
  if (runId !== undefined && conversation !== undefined) return { view: "run", conversation, runId };
  const newest = read(state.known, "runs")?.find(({ parentRunId }) => parentRunId === null);
  return { view: "run", conversation: newest?.conversationId ?? "", runId: newest?.runId ?? "" };
}

/** Where `:` can go, by the name that a person types. */
export function destinations(state: State): ReadonlyMap<string, TreePlace> {
  const all = new Map<string, TreePlace>([
    ["team", { view: "team" }],
    ["top", { view: "team", byActivity: true }],
    ["queue", { view: "queue" }],
    ["log", { view: "logs" }],
  ]);
  for (const team of Object.keys(read(state.known, "teams") ?? {})) {
    all.set(team, { view: "team", team });
    all.set(`#${team}`, { view: "room", team });
  }
  for (const run of [...(read(state.known, "runs") ?? [])].reverse()) {
    const place: TreePlace = { view: "run", conversation: run.conversationId, runId: run.runId };
    all.set(run.runId, place);
    // The newest run of an agent is last.
    all.set(`@${run.agent}`, place);
  }
  return all;
}
