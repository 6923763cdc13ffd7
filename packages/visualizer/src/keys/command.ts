/** Letters outside of a text: views, filters and actions on the row under the cursor. Pure. */

import { nodePath } from "@tinyagi/contracts";
import { ownWords } from "@tinyagi/views";
import { read } from "../state/answers.js";
import { EMPTY_DRAFT, toDraft } from "../state/draft.js";
import type { Key } from "../state/key.js";
import type { Confirmation, Purpose, State, Target } from "../state/state.js";
import { currentRow } from "../view/body.js";
import { nextLevel, toParts } from "../view/log-view.js";
import { findRun } from "../view/panel.js";
import { type Row, toRows, type View } from "../view/view.js";
import { goTo, nextView, resolvePlace, runPlace } from "./move.js";
import { type Pressed, stay } from "./pressed.js";

/** What a key acts on. */
interface On {
  readonly target: Target;
  readonly view: View;
}

export function command(state: State, key: Key, view: View): Pressed {
  const target = currentRow(state, view)?.target ?? {};
  if (key.name === "enter") return stay(opened(state, target));
  if (key.name === "tab") return stay(nextView(state, target));
  if (key.name !== "text") return stay(state);
  const place = resolvePlace(state, key.text, target);
  if (place !== undefined) return stay(goTo(state, place));
  switch (key.text) {
    case "q":
      return stay(state, { type: "quit" });
    case "?":
      return stay({ ...state, panel: { kind: "help" }, scroll: 0 });
    case "/":
      return stay({
        ...asking(state, { kind: "filter" }),
        ...(state.filter === ""
          ? {}
          : { input: { purpose: { kind: "filter" }, draft: toDraft(state.filter) } }),
      });
    case ":":
      return stay(asking(state, { kind: "jump" }));
    case "o":
      return stay(target.opens === undefined ? state : goTo(state, openedPlace(state, target)));
    default:
      return state.place.view === "logs"
        ? logCommand(state, key.text, target)
        : act(state, key.text, { target, view });
  }
}

function asking(state: State, purpose: Purpose, text = ""): State {
  return { ...state, input: { purpose, draft: text === "" ? EMPTY_DRAFT : toDraft(text) } };
}

/** Goes on with the post that was begun. */
function writing(state: State, team: string): State {
  return {
    ...state,
    input: { purpose: { kind: "post", team }, draft: state.drafts.get(team) ?? EMPTY_DRAFT },
  };
}

function openedPlace(state: State, target: Target): State["place"] {
  return target.opens === "queue" ? { view: "queue" } : runPlace(state, target);
}

/** Enter: into the view that the row stands for, else its inspector. */
function opened(state: State, target: Target): State {
  if (state.place.view === "room") return writing(state, state.place.team);
  if (target.entry !== undefined)
    return { ...state, panel: { kind: "entry", entry: target.entry }, cursor: target.entry, scroll: 0 };
  if (state.place.view === "run") {
    const { runId, conversation } = target;
    if (runId === undefined || conversation === undefined) return state;
    return { ...state, panel: { kind: "run", runId, conversation }, scroll: 0 };
  }
  if (target.opens !== undefined) return goTo(state, openedPlace(state, target));
  return target.messageId === undefined
    ? state
    : { ...state, panel: { kind: "why", messageId: target.messageId }, scroll: 0 };
}

function logCommand(state: State, letter: string, { copy }: Target): Pressed {
  switch (letter) {
    case "l":
      return stay({ ...state, level: nextLevel(state.level), cursor: undefined });
    case "p": {
      const parts = ["", ...toParts(state)];
      return stay({
        ...state,
        part: parts[(parts.indexOf(state.part) + 1) % parts.length] ?? "",
        cursor: undefined,
      });
    }
    case "y":
      if (copy === undefined) return stay(state);
      return stay(
        { ...state, notice: { text: "Copied, if your terminal allows it.", failed: false } },
        { type: "copy", text: copy },
      );
    default:
      return stay(state);
  }
}

function act(state: State, letter: string, { target, view }: On): Pressed {
  switch (letter) {
    case "s":
      return stay(steering(state, target));
    case "x":
      return stay(cancelling(state, target));
    case "a":
      return stay(answering(state, findAskingRow(state, view)));
    case "t":
      return stay(state.place.view === "run" ? { ...state, timeline: !state.timeline } : state);
    case "r":
      return stay(retrying(state, target));
    case "f":
      return stay(forking(state, target));
    case "w":
      return stay(explaining(state, target));
    case "R":
      return stay(retryingAll(state));
    case "d":
      return stay(deleting(state, target));
    default:
      return stay(state);
  }
}

function steering(state: State, { runId, agent = "", isLive }: Target): State {
  if (runId === undefined || isLive !== true)
    return refused(state, "Nothing runs here that a text could reach.");
  return asking(state, { kind: "steer", runId, agent });
}

function cancelling(state: State, { runId, agent, isLive }: Target): State {
  if (runId === undefined || isLive !== true)
    return refused(state, "Nothing runs here that could be cancelled.");
  const task = findRun(state, runId)?.task ?? "";
  return confirming(state, {
    lines: [`Cancel the work of ${agent}? Its sender is notified; what it did so far is lost.`, task],
    act: { kind: "cancel", runId },
  });
}

/** The row under the cursor if it asks something, else the first one that does. */
function findAskingRow(state: State, view: View): Target {
  const current = currentRow(state, view);
  const asks = (row: Row | undefined): boolean => row?.target.approval !== undefined;
  return (asks(current) ? current : toRows(view).find(asks))?.target ?? {};
}

function answering(state: State, { approval }: Target): State {
  const asked = read(state.known, "approvals")?.find(({ id }) => id === approval);
  if (asked === undefined) return refused(state, "Nothing here asks you.");
  const shown: State = { ...state, panel: { kind: "approval", approval: asked.id }, scroll: 0 };
  if (asked.kind === "question") return asking(shown, { kind: "answer", approval: asked.id });
  const decision = { approval: asked.id, digest: asked.digest };
  return confirming(shown, {
    lines: [`Approve exactly this for ${asked.agent}?`],
    act: { kind: "approve", ...decision },
    otherwise: { kind: "deny", ...decision },
  });
}

function retrying(state: State, { dead, runId, nodeId }: Target): State {
  if (state.place.view === "queue") {
    const letter = read(state.known, "dead")?.find(({ id }) => id === dead);
    if (letter === undefined) return refused(state, "Only dead letters can be retried here.");
    const advice = letter.advice === null ? [] : [`First: ${letter.advice}`];
    return confirming(state, {
      lines: [`Retry dead letter ${letter.id} for ${letter.data.agent}?`, letter.data.message, ...advice],
      act: { kind: "retryDead", id: letter.id },
    });
  }
  if (runId === undefined) return refused(state, "No run here.");
  const what = nodeId === undefined ? "the whole message" : `${nodePath(nodeId)} and what depends on it`;
  return confirming(state, {
    lines: [`Run ${what} again, in a new conversation? It costs as much as before.`],
    act: { kind: "retryRun", runId, from: nodeId },
  });
}

function forking(state: State, { runId, nodeId }: Target): State {
  const run = runId === undefined ? undefined : findRun(state, runId);
  if (run === undefined) return refused(state, "No run here.");
  return asking(state, { kind: "fork", runId: run.runId, nodeId }, ownWords(run));
}

function explaining(state: State, { messageId }: Target): State {
  if (messageId === undefined) return refused(state, "Nothing here that could be explained.");
  return { ...state, panel: { kind: "why", messageId }, scroll: 0 };
}

function retryingAll(state: State): State {
  const letters = state.place.view === "queue" ? (read(state.known, "dead") ?? []) : [];
  if (letters.length === 0) return refused(state, "There are no dead letters.");
  const agents = [...new Set(letters.map(({ data }) => data.agent))];
  const advised = letters.filter(({ advice }) => advice !== null).length;
  return confirming(state, {
    lines: [
      `Retry ${letters.length} dead ${letters.length === 1 ? "letter" : "letters"} of ${agents.join(", ")}, oldest first?`,
      ...(advised === 0 ? [] : [`${advised} of them will probably fail again; w shows what to do first.`]),
    ],
    act: { kind: "retryAllDead", ids: letters.map(({ id }) => id) },
  });
}

function deleting(state: State, { dead }: Target): State {
  const letter = read(state.known, "dead")?.find(({ id }) => id === dead);
  if (letter === undefined) return refused(state, "Only dead letters can be deleted.");
  return confirming(state, {
    lines: [
      `Delete dead letter ${letter.id} for ${letter.data.agent}? This cannot be undone.`,
      letter.data.message,
    ],
    act: { kind: "deleteDead", id: letter.id },
  });
}

function confirming(state: State, confirm: Confirmation): State {
  return { ...state, confirm: { ...confirm, lines: confirm.lines.filter((line) => line !== "") } };
}

function refused(state: State, text: string): State {
  return { ...state, notice: { text, failed: true } };
}
