/** Keys while a text is being typed. Pure. */

import { read } from "../state/answers.js";
import { complete, type Draft, EMPTY_DRAFT, edit, recall } from "../state/draft.js";
import type { Key } from "../state/key.js";
import type { Act, Purpose, State } from "../state/state.js";
import type { View } from "../view/view.js";
import { destinations, goTo, nextView } from "./move.js";
import { type Pressed, stay } from "./pressed.js";

const HISTORY = 100;

/** Undefined for keys that the view takes meanwhile, such as a page up. */
export function type(state: State, key: Key, _view: View): Pressed | undefined {
  const { input } = state;
  if (input === undefined) return undefined;
  const { purpose, draft } = input;
  if (key.name === "escape") return stay(left(state, purpose));
  if (key.name === "enter") return finished(state, purpose, draft);
  // With nothing to complete, it is the key of the views.
  if (key.name === "tab" && purpose.kind === "post" && draft.text === "")
    return stay(nextView({ ...state, input: undefined }, {}));
  if (key.name === "tab") return stay(withDraft(state, complete(draft, candidates(state, purpose))));
  if (key.name === "up" || key.name === "down")
    return stay(withDraft(state, recall(draft, state.history, key.name === "up" ? 1 : -1)));
  const oneLine = purpose.kind === "filter" || purpose.kind === "jump";
  if (oneLine && key.name === "newline") return stay(state);
  const typed = key.name === "text" && oneLine ? { ...key, text: key.text.replaceAll("\n", " ") } : key;
  const next = edit(draft, typed);
  return next === undefined ? undefined : stay(withDraft(state, next));
}

function withDraft(state: State, draft: Draft): State {
  if (state.input === undefined) return state;
  const { purpose } = state.input;
  const filter = purpose.kind === "filter" ? draft.text : state.filter;
  const cursor = purpose.kind === "filter" ? undefined : state.cursor;
  return { ...keeping(state, purpose, draft), input: { purpose, draft }, filter, cursor };
}

/** A post that was begun outlives a look at another view. */
function keeping(state: State, purpose: Purpose, draft: Draft): State {
  return purpose.kind === "post"
    ? { ...state, drafts: new Map(state.drafts).set(purpose.team, draft) }
    : state;
}

function left(state: State, purpose: Purpose): State {
  const filter = purpose.kind === "filter" ? "" : state.filter;
  return { ...state, input: undefined, filter, panel: purpose.kind === "answer" ? undefined : state.panel };
}

function finished(state: State, purpose: Purpose, { text }: Draft): Pressed {
  const closed: State = { ...keeping(state, purpose, EMPTY_DRAFT), input: undefined };
  if (purpose.kind === "filter") return stay(closed);
  if (purpose.kind === "jump") return stay(jumped(closed, text.trim()));
  if (text.trim() === "") return stay(purpose.kind === "post" ? state : closed);
  const act = toAct(state, purpose, text);
  if (act === undefined)
    return stay({ ...closed, notice: { text: "This is settled already.", failed: true } });
  const history = [text, ...state.history.filter((one) => one !== text)].slice(0, HISTORY);
  // A chat goes on.
  const input = purpose.kind === "post" ? { purpose, draft: EMPTY_DRAFT } : undefined;
  const panel = purpose.kind === "answer" ? undefined : state.panel;
  return stay(
    { ...closed, input, history, panel, ...(purpose.kind === "post" ? { cursor: undefined } : {}) },
    { type: "act", act },
  );
}

function jumped(state: State, wanted: string): State {
  if (wanted === "") return state;
  const all = destinations(state);
  const place =
    all.get(wanted) ?? all.get(`@${wanted}`) ?? [...all].find(([name]) => name.startsWith(wanted))?.[1];
  return place === undefined
    ? { ...state, notice: { text: "Nothing here has this name. Tab completes names.", failed: true } }
    : goTo(state, place);
}

function toAct(state: State, purpose: Purpose, text: string): Act | undefined {
  switch (purpose.kind) {
    case "steer":
      return { kind: "steer", runId: purpose.runId, text };
    case "fork":
      return { kind: "fork", runId: purpose.runId, nodeId: purpose.nodeId, prompt: text };
    case "post":
      return { kind: "post", team: purpose.team, text };
    case "answer": {
      const asked = read(state.known, "approvals")?.find(({ id }) => id === purpose.approval);
      return asked === undefined
        ? undefined
        : { kind: "answer", approval: asked.id, digest: asked.digest, text };
    }
    default:
      return undefined;
  }
}

function candidates(state: State, purpose: Purpose): string[] {
  if (purpose.kind === "jump") return [...destinations(state).keys()];
  const agents = Object.keys(read(state.known, "agents") ?? {});
  const rooms = read(state.known, "rooms") ?? [];
  const members = rooms.flatMap((room) => room.agents);
  return [...[...new Set([...agents, ...members])].map((id) => `@${id}`), ...rooms.map(({ id }) => `#${id}`)];
}
