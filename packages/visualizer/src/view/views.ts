/** Which view a place shows, and what it needs to know. */
import type { Key } from "../state/answers.js";
import type { Panel, State } from "../state/state.js";
import { UNICODE_MARKS } from "../text/marks.js";
import { logView } from "./log-view.js";
import { hasPreview, shownPanel } from "./preview.js";
import { queueView } from "./queue-view.js";
import { roomView } from "./room-view.js";
import { graphRun, runView, wasInterrupted } from "./run-view.js";
import { teamView } from "./team-view.js";
import type { Drawing, View } from "./view.js";

export function toView(state: State, drawing: Drawing): View {
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

/** Which rows there are does not depend on how they are drawn. */
const DRAWING: Drawing = { marks: UNICODE_MARKS, columns: 80 };

/** The first line of the screen needs these in every view. */
const ALWAYS: readonly Key[] = ["runs", "spend", "budgets", "teams"];

/** The answers that the view and the panel of a state show. */
export function neededBy(state: State): readonly Key[] {
  const panel = hasPreview(state) ? shownPanel(state, toView(state, DRAWING)) : state.panel;
  return [...ALWAYS, ...ofPlace(state), ...ofPanel(panel)];
}

function ofPlace({ place, known }: Pick<State, "place" | "known">): readonly Key[] {
  switch (place.view) {
    case "team":
      return ["agents", "programs", "lanes", "approvals", "paused", "dead", "deadCounts"];
    case "run":
      return ["lanes", "approvals", ...ofConversation(place.conversation, known)];
    case "queue":
      return ["agents", "lanes", "dead"];
    case "room":
      return ["rooms", `room/${place.team}`];
    case "logs":
      return ["events", "logs"];
  }
}

/** What the tree of a conversation shows. */
export function ofConversation(conversation: string, known: State["known"]): readonly Key[] {
  if (conversation === "") return [];
  const run = graphRun(known, conversation);
  return [
    `conversation/${conversation}`,
    `budget/${conversation}`,
    ...(wasInterrupted(known, conversation) ? [`messages/${conversation}` as const] : []),
    ...(run === undefined ? [] : [`graph/${run}` as const]),
  ];
}

function ofPanel(panel: Panel | undefined): readonly Key[] {
  switch (panel?.kind) {
    case "run":
      return [`log/${panel.runId}`, `diff/${panel.runId}`, `messages/${panel.conversation}`];
    case "why":
      return [`why/${panel.messageId}`];
    case "approval":
      return ["approvals"];
    case "members":
      return ["agents", "programs", "lanes", "approvals", "paused", "dead", "deadCounts"];
    default:
      return [];
  }
}
