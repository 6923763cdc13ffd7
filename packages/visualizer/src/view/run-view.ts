/** View 2: what one conversation set in motion, as a tree with time and money, or as bars on one axis. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { type Run, read } from "../state/answers.js";
import type { State } from "../state/state.js";
import { cents, span } from "../text/format.js";
import { type Marks, styleOf } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, pad, widthOf } from "../text/width.js";
import { type Column, cellsLine, fitColumns } from "./columns.js";
import { type TreeNode, treeNodes } from "./run-tree.js";
import { type Drawing, type KeyHint, matches, type Row, type View } from "./view.js";
import { isLive, runMoney, runTime, startOf } from "./work.js";

const KEYS: readonly KeyHint[] = [
  ["enter", "inspect"],
  ["t", "timeline"],
  ["r", "retry from here"],
  ["f", "fork"],
  ["s", "steer"],
  ["x", "cancel"],
  ["w", "why"],
];
/** Below this width, whose work it is gives way to the numbers. */
const AGENT_FROM = 56;
const WORD_FROM = 100;

type RunPlace = Extract<State["place"], { view: "run" }>;

export function runView(state: State, place: RunPlace, drawing: Drawing): View {
  const runs = read(state.known, "conversation", place.conversation);
  const graph = read(state.known, "graph", place.runId);
  const messages = (read(state.known, "lanes")?.lanes ?? []).flatMap((lane) => lane.messages);
  const nodes = treeNodes(
    {
      runs: runs ?? [],
      graph,
      asked: new Set((read(state.known, "approvals") ?? []).map(({ runId }) => runId)),
      paused: new Set(
        messages.flatMap(({ runId, waitsFor }) => (waitsFor === "paused" && runId !== null ? [runId] : [])),
      ),
    },
    drawing.marks,
  );
  const shown = nodes.filter((one) => matches(state.filter, one.task, one.agent, one.state, one.nodeId));
  return {
    ...headOf(state, {
      nodes,
      runs: runs ?? [],
      depth: Math.max(0, ...(runs ?? []).map(({ depth }) => depth)),
      graph,
      marks: drawing.marks,
    }),
    sections: [{ rows: rowsFor(shown, state, drawing) }],
    empty:
      place.conversation === "" ? ["No run yet. Start one: tinyagi run 'your message'"] : ["No run to show."],
    follows: false,
    keys: KEYS,
    isRead: runs !== undefined || place.conversation === "",
  };
}

interface Facts {
  nodes: readonly TreeNode[];
  runs: readonly Run[];
  depth: number;
  graph: { generation: number; generations: readonly unknown[] } | undefined;
  marks: Marks;
}

function headOf(
  state: State,
  { nodes, runs, depth, graph, marks }: Facts,
): Pick<View, "title" | "facts" | "second"> {
  const root = runs.findLast(({ parentRunId }) => parentRunId === null) ?? runs.at(-1);
  if (root === undefined) return { title: "Run", facts: [] };
  const live = nodes.filter((one) => one.state === "running" || one.state === "waits").length;
  const overall = live > 0 ? "running" : (nodes[0]?.state ?? "done");
  const of =
    nodes.length === 1 ? "1 run" : live > 0 ? `${live} of ${nodes.length} nodes` : `${nodes.length} nodes`;
  const time = span((live > 0 ? state.now : lastEnd(runs, startOf(root))) - startOf(root));
  const money = cents(root.total.costUsd ?? 0, root.total.estimated);
  const generation =
    graph === undefined ? "" : `generation ${graph.generation} of ${graph.generations.length - 1}`;
  return {
    title: `${root.runId} ${cleanLine(root.task)}`,
    facts: [`${marks.state[overall]} ${overall} ${of}`],
    second: {
      left: [time, money, `depth ${depth}`].filter((text) => text !== "").join("   "),
      right: generation,
    },
  };
}

function lastEnd(runs: readonly Run[], start: number): number {
  return runs.reduce((last, { finishedAt }) => Math.max(last, finishedAt ?? 0), start);
}

function rowsFor(nodes: readonly TreeNode[], state: State, { marks, columns }: Drawing): Row[] {
  const half = state.timeline ? Math.floor(columns / 2) : columns;
  const sums = nodes.map(({ run, hasChildren }) =>
    run === undefined || !hasChildren || run.total.costUsd === undefined
      ? ""
      : `${marks.sum} ${cents(run.total.costUsd, run.total.estimated)}`,
  );
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
  const hasAgent = half >= AGENT_FROM;
  const sumWidth = hasAgent ? widest(sums) : 0;
  const table: Column[] = [
    { want: 20, min: 8, grows: true },
    ...(hasAgent ? [{ want: widest(nodes.map(({ agent }) => agent)), min: 4 }] : []),
    { want: 6, min: 6, isNumber: true },
    {
      want: Math.max(6, widest(nodes.map(({ run }) => (run === undefined ? "" : runMoney(run))))),
      min: 6,
      isNumber: true,
    },
    ...(sumWidth > 0 ? [{ want: sumWidth, min: sumWidth, isNumber: true }] : []),
  ];
  const widths = fitColumns(table, half);
  const axis = axisOf(nodes, state.now);
  return nodes.map((node, at): Row => {
    const { run } = node;
    return {
      id: node.id,
      target: {
        agent: node.agent,
        runId: run?.runId,
        nodeId: node.nodeId,
        conversation: run?.conversationId,
        isLive: run !== undefined && isLive(run),
      },
      lines: () => {
        const first = firstCell(node, { width: widths[0] ?? 0, marks, word: half >= WORD_FROM });
        const time = run === undefined ? "" : runTime(run, state.now);
        const money = run === undefined ? "" : runMoney(run);
        const cells = [
          first,
          ...(hasAgent ? [node.agent] : []),
          time || marks.none,
          money || marks.none,
          ...(sumWidth > 0 ? [sums[at] ?? ""] : []),
        ];
        const line = cellsLine(cells, widths, { columns: table, marks });
        if (state.timeline)
          return [
            join([line, "  ", barOf(node, axis, { width: columns - half - 2, marks, now: state.now })]),
          ];
        if (node.error === "") return [line];
        const lead = " ".repeat(widthOf(node.lead) + 2);
        return [line, paint("red", lead + cut(node.error, Math.max(4, columns - widthOf(lead)), marks.cut))];
      },
    };
  });
}

function firstCell(
  node: TreeNode,
  { width, marks, word }: { width: number; marks: Marks; word: boolean },
): Text {
  const sign = word ? `${marks.state[node.state]} ${pad(node.state, 7)}` : marks.state[node.state];
  const style = styleOf(node.state);
  const room = width - widthOf(node.lead) - widthOf(sign) - 1;
  const task = pad(cut(node.task || (node.nodeId ?? ""), Math.max(0, room), marks.cut), Math.max(0, room));
  return join([paint("dim", node.lead), style === undefined ? sign : paint(style, sign), " ", task]);
}

interface Axis {
  from: number;
  length: number;
}

function axisOf(nodes: readonly TreeNode[], now: number): Axis {
  const runs = nodes.flatMap(({ run }) => (run === undefined ? [] : [run]));
  const from = runs.reduce((least, run) => Math.min(least, startOf(run)), Number.POSITIVE_INFINITY);
  const to = runs.reduce((most, { finishedAt }) => Math.max(most, finishedAt ?? now), 0);
  return { from, length: Math.max(1, to - from) };
}

/** At least one mark, so that a short run is seen. */
function barOf(
  { run, state }: TreeNode,
  axis: Axis,
  space: { width: number; marks: Marks; now: number },
): Text {
  const { width, marks, now } = space;
  if (run === undefined || width < 4) return "";
  const scale = width / axis.length;
  const start = Math.min(width - 1, Math.max(0, Math.floor((startOf(run) - axis.from) * scale)));
  const length = Math.max(1, Math.round(((run.finishedAt ?? now) - startOf(run)) * scale));
  const bar = marks.bar.repeat(Math.min(width - start, length));
  const style = styleOf(state);
  return join([" ".repeat(start), style === undefined ? bar : paint(style, bar)]);
}
