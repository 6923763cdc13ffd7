/** The rows of a tree of work: what is to be done, who does it, time and money; or bars on one axis. Pure. */

import { span } from "@tinyagi/views";
import type { State } from "../state/state.js";
import { getStyle, type Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, pad, widthOf } from "../text/width.js";
import { type Column, cellsLine, fitColumns, wantFor } from "./columns.js";
import type { TreeNode } from "./run-tree.js";
import { messageOf } from "./team-view.js";
import type { Drawing, Row } from "./view.js";
import { describeActivity, isLive, runMoney } from "./work.js";

/** Below this width, whose work it is gives way to the numbers. */
const AGENT_FROM = 56;
const WORD_FROM = 100;
/** Of most words of states. A longer one widens its column. */
const WORD_WIDTH = 11;
/** Of the state, before what is to be done. */
const SIGN_WIDTH = 14;

interface RowState extends Pick<State, "now" | "timeline"> {
  /** What live runs do, below them; absent: not shown. */
  readonly doing?: State["live"];
}

/** One row for each node: what is to be done, who does it, time and money. */
export function treeRows(
  nodes: readonly TreeNode[],
  state: RowState,
  { marks, columns, hasWords }: Drawing,
): Row[] {
  const half = state.timeline ? Math.floor(columns / 2) : columns;
  const monies = nodes.map(({ usage }) => runMoney({ usage }));
  const sums = nodes.map(({ total, hasChildren }) =>
    hasChildren && total.costUsd !== undefined ? `${marks.sum} ${runMoney({ usage: total })}` : "",
  );
  const times = nodes.map(({ startedAt, endedAt }) =>
    startedAt === undefined ? "" : span((endedAt ?? state.now) - startedAt),
  );
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
  const hasAgent = half >= AGENT_FROM;
  const sumWidth = hasAgent ? widest(sums) : 0;
  const table: Column[] = [
    {
      want:
        wantFor(
          nodes.map(({ lead, task }) => `${lead}${task}`.padEnd(20)),
          half - SIGN_WIDTH,
        ) + SIGN_WIDTH,
      min: 8,
      grows: true,
    },
    ...(hasAgent ? [{ want: widest(nodes.map(({ name }) => name)), min: 4 }] : []),
    { want: 6, min: 6, isNumber: true },
    { want: Math.max(6, widest(monies)), min: 6, isNumber: true },
    ...(sumWidth > 0 ? [{ want: sumWidth, min: sumWidth, isNumber: true }] : []),
  ];
  const widths = fitColumns(table, half);
  const axis = toAxis(nodes, state.now);
  const word = hasWords === true || half >= WORD_FROM;
  const wordWidth = Math.max(WORD_WIDTH, ...nodes.map((node) => widthOf(node.word)));
  return nodes.map((node, at): Row => {
    const lines = (): Text[] => {
      const cells = [
        firstCell(node, { width: widths[0] ?? 0, marks, word: word ? wordWidth : 0 }),
        ...(hasAgent ? [node.name] : []),
        times[at] || marks.none,
        monies[at] || marks.none,
        ...(sumWidth > 0 ? [sums[at] ?? ""] : []),
      ];
      const line = cellsLine(cells, widths, { columns: table, marks });
      const width = columns - half - 2;
      if (state.timeline)
        return [join([line, "  ", formatBar(node, axis, { width, marks, now: state.now })])];
      return [line, ...belowLines(node, { columns, marks, doing: state.doing })];
    };
    return { id: node.id, target: targetOf(node), lines };
  });
}

function targetOf({ agent, run, nodeId }: TreeNode): Row["target"] {
  return {
    agent,
    nodeId,
    runId: run?.runId,
    conversation: run?.conversationId,
    messageId: messageOf(run),
    isLive: run !== undefined && isLive(run),
  };
}

/** Why it failed, what it waits for, or what it does now. */
function belowLines(
  { state, below, leadBelow, run }: TreeNode,
  { columns, marks, doing }: { columns: number; marks: Marks; doing: State["live"] | undefined },
): Text[] {
  const now = run === undefined ? "" : describeActivity(doing?.get(run.runId));
  const text = below === "" ? now : below;
  if (text === "") return [];
  const style = state === "failed" ? "red" : "dim";
  return [
    join([
      paint("dim", leadBelow),
      paint(style, cut(text, Math.max(4, columns - widthOf(leadBelow)), marks.cut)),
    ]),
  ];
}

function firstCell(
  node: TreeNode,
  { width, marks, word }: { width: number; marks: Marks; word: number },
): Text {
  const mark = marks.state[node.state];
  const sign = word > 0 ? `${mark} ${pad(node.word, word)}`.trimStart() : mark;
  const style = getStyle(node.state);
  const room = width - widthOf(node.lead) - widthOf(sign) - 1;
  const task = pad(cut(node.task || (node.nodeId ?? ""), Math.max(0, room), marks.cut), Math.max(0, room));
  return join([paint("dim", node.lead), style === undefined ? sign : paint(style, sign), " ", task]);
}

/** When the first node began, and how long all of them took. */
interface Axis {
  from: number;
  length: number;
}

export function toAxis(nodes: readonly TreeNode[], now: number): Axis {
  const begun = nodes.filter(({ startedAt }) => startedAt !== undefined);
  const from = begun.reduce(
    (least, { startedAt = now }) => Math.min(least, startedAt),
    Number.POSITIVE_INFINITY,
  );
  const to = begun.reduce((most, { endedAt = now }) => Math.max(most, endedAt), 0);
  return { from, length: Math.max(1, to - from) };
}

/** At least one mark, so that a short run is seen. */
function formatBar(
  { startedAt, endedAt, state }: TreeNode,
  axis: Axis,
  space: { width: number; marks: Marks; now: number },
): Text {
  const { width, marks, now } = space;
  if (startedAt === undefined || width < 4) return "";
  const scale = width / axis.length;
  const start = Math.min(width - 1, Math.max(0, Math.floor((startedAt - axis.from) * scale)));
  const length = Math.max(1, Math.round(((endedAt ?? now) - startedAt) * scale));
  const bar = marks.bar.repeat(Math.min(width - start, length));
  const style = getStyle(state);
  return join([" ".repeat(start), style === undefined ? bar : paint(style, bar)]);
}
