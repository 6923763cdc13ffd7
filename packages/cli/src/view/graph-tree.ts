/** Draws a graph of sub-agents as a tree with states. Pure. A state is a sign and a word, never a colour alone. */
import {
  type GraphNodeView,
  type LaneMessage,
  nodeName,
  type RunGraph,
  WORK_STATES,
  type WorkState,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { en, runTree, waitWords } from "@tinyagi/views";
import { cut, getStyle, paint, styled, type Text, UNICODE_MARKS } from "@tinyagi/visualizer/text";

/** Deeper nodes are drawn at this depth. */
const DEEPEST = 8;
/** The least room for a node, whatever stands before it. */
const ROOM_MIN = 12;

export interface GraphDrawOptions {
  columns: number;
  /** Words and spaces only. */
  plain: boolean;
  /** Open messages of the queue: what a sub-agent waits for. */
  open?: readonly LaneMessage[];
  /** Milliseconds since the epoch. */
  now?: number;
}

/** One line for each node, parents before their children. */
export function drawGraph(graph: RunGraph, { columns, plain, open = [], now = 0 }: GraphDrawOptions): Text[] {
  const messages = open.flatMap((one) =>
    one.subAgent?.graphId === graph.graphId ? [{ ...one, node: one.subAgent.nodeId }] : [],
  );
  return runTree({ runs: [], graph, messages }).map(({ key, state, rails, message }) => {
    const node = graph.nodes[key];
    const wait = message === undefined ? "" : waitWords(message, now);
    const text = node === undefined ? key : toText(key, node, { state, wait });
    if (plain) return cut(`${"  ".repeat(Math.min(rails.length, DEEPEST))}${text}`, columns, "...");
    const lead = formatLead(rails);
    const mark = WORK_STATES[state] === "waiting" ? "waits" : WORK_STATES[state];
    const sign = UNICODE_MARKS.state[mark];
    const style = getStyle(mark);
    const room = Math.max(ROOM_MIN, columns - lead.length - sign.length - 1);
    return styled`${paint("dim", lead)}${style === undefined ? sign : paint(style, sign)} ${cut(text, room)}`;
  });
}

/** What matters most comes first: a narrow screen cuts the end. */
function toText(
  id: string,
  { spec, deps, runId, isShared }: GraphNodeView,
  { state, wait }: { state: WorkState; wait: string },
): string {
  const after = deps.length === 0 ? "" : `after ${deps.map(nodeName).join(", ")}`;
  const agent = spec.agent === undefined ? "" : `@${spec.agent}`;
  const word = en.runs.states[state].toLowerCase();
  const parts = [nodeName(id), word, wait, isShared ? "shared" : "", agent, after, runId ?? ""];
  return parts
    .filter((part) => part !== "")
    .map(cleanLine)
    .join("  ");
}

function formatLead(rails: readonly boolean[]): string {
  const shown = rails.length > DEEPEST ? [...rails.slice(0, DEEPEST - 1), rails.at(-1) === true] : rails;
  const trunks = shown.slice(0, -1).map((goesOn) => (goesOn ? "│  " : "   "));
  return trunks.join("") + (shown.length === 0 ? "" : shown.at(-1) === true ? "├─ " : "└─ ");
}
