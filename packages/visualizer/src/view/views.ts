/** Which view a place shows, and what it needs to know. */
import type { Key } from "../state/answers.js";
import type { Panel, Place, State } from "../state/state.js";
import { logView } from "./log-view.js";
import { queueView } from "./queue-view.js";
import { roomView } from "./room-view.js";
import { runView } from "./run-view.js";
import { teamView } from "./team-view.js";
import type { Drawing, View } from "./view.js";

export function viewOf(state: State, drawing: Drawing): View {
  const { place } = state;
  switch (place.view) {
    case "team":
      return teamView(state, place, drawing);
    case "run":
      return runView(state, place, drawing);
    case "queue":
      return queueView(state, drawing);
    case "room":
      return roomView(state, place, drawing);
    case "logs":
      return logView(state, drawing);
  }
}

/** The first line of the screen needs these in every view. */
const ALWAYS: readonly Key[] = ["runs", "spend", "budgets", "teams"];

/** The answers that a place and a panel show. */
export function neededBy(
  place: Place,
  panel: Panel | undefined,
  graphOf: string | undefined,
): readonly Key[] {
  return [...ALWAYS, ...ofPlace(place, graphOf), ...ofPanel(panel)];
}

function ofPlace(place: Place, graphOf: string | undefined): readonly Key[] {
  switch (place.view) {
    case "team":
      return ["agents", "lanes", "approvals", "dead"];
    case "run":
      return [
        "lanes",
        "approvals",
        ...(place.conversation === "" ? [] : [`conversation/${place.conversation}` as const]),
        ...(graphOf === undefined ? [] : [`graph/${graphOf}` as const]),
      ];
    case "queue":
      return ["lanes", "dead"];
    case "room":
      return ["rooms", `room/${place.team}`];
    case "logs":
      return ["events"];
  }
}

function ofPanel(panel: Panel | undefined): readonly Key[] {
  switch (panel?.kind) {
    case "run":
      return [`log/${panel.runId}`];
    case "why":
      return [`why/${panel.messageId}`];
    case "approval":
      return ["approvals"];
    default:
      return [];
  }
}
