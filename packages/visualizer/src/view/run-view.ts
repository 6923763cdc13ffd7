/** View 2: what one conversation set in motion, as a tree with time and money, or as bars on one axis. */
import { addUsage, type BudgetAmounts, type Usage } from "@tinyagi/contracts";
import { cents, en, formatUsed, share, span, type TreeMessage, tokens } from "@tinyagi/views";
import { type Answers, read } from "../state/answers.js";
import type { State } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { type TreeNode, treeNodes } from "./run-tree.js";
import { toAxis, treeRows } from "./tree-rows.js";
import { type Drawing, type KeyHint, matches, type View } from "./view.js";

const KEYS: readonly KeyHint[] = [
  ["enter", "inspect"],
  ["t", "timeline"],
  ["r", "retry here"],
  ["f", "fork"],
  ["s", "steer"],
  ["x", "cancel"],
  ["w", "why"],
];

type RunPlace = Extract<State["place"], { view: "run" }>;

export function runView(state: State, place: RunPlace, drawing: Drawing): View {
  const nodes = nodesOf(state, place.conversation, drawing.marks);
  const shown = nodes.filter((one) => matches(state.filter, one.task, one.name, one.word, one.nodeId));
  return {
    ...headOf(state, place, { nodes, marks: drawing.marks }),
    sections: [{ rows: treeRows(shown, state, drawing) }],
    empty:
      place.conversation === "" ? ["No run yet. Start one: tinyagi run 'your message'"] : ["No run to show."],
    follows: false,
    keys: KEYS,
    isRead: read(state.known, "conversation", place.conversation) !== undefined || place.conversation === "",
  };
}

/** Any run of a graph leads to it; a conversation without sub-agents has none. */
export function graphRun(known: State["known"], conversation: string): string | undefined {
  return read(known, "conversation", conversation)?.findLast(({ node }) => node !== undefined)?.runId;
}

function toGraph(state: State, conversation: string): Answers["graph"] | undefined {
  const run = graphRun(state.known, conversation);
  return run === undefined ? undefined : read(state.known, "graph", run);
}

/** The work of a conversation, as far as it was read. */
export function nodesOf(state: State, conversation: string, marks: Marks): TreeNode[] {
  const runs = read(state.known, "conversation", conversation) ?? [];
  return treeNodes(
    {
      runs,
      graph: toGraph(state, conversation),
      messages: toMessages(state, conversation, runs),
      asked: new Set((read(state.known, "approvals") ?? []).map((one) => one.runId)),
      now: state.now,
    },
    marks,
  );
}

/** Only its message says what became of an interrupted run. */
export function wasInterrupted(known: State["known"], conversation: string): boolean {
  return read(known, "conversation", conversation)?.some(({ status }) => status === "interrupted") ?? false;
}

/**
 * What waits or works, and what became of the rest, as far as it was read. A lane does not say which sub-agent a message is
 * for: before its first run, the plan shows it.
 */
function toMessages(state: State, conversation: string, runs: Answers["conversation"]): TreeMessage[] {
  const worked = new Set(runs.map(({ messageRowId }) => messageRowId));
  const open = (read(state.known, "lanes")?.lanes ?? [])
    .flatMap(({ messages }) => messages)
    .filter((one) => one.conversationId === conversation && (one.kind !== "node" || worked.has(one.id)));
  const ended = (read(state.known, "messages", conversation) ?? []).filter(
    ({ id, status }) => worked.has(id) && status !== "pending" && status !== "processing",
  );
  return [...ended, ...open];
}

interface Facts {
  nodes: readonly TreeNode[];
  marks: Marks;
}

function headOf(
  state: State,
  place: RunPlace,
  { nodes, marks }: Facts,
): Pick<View, "title" | "facts" | "second"> {
  const [first] = nodes;
  if (first === undefined) return { title: "Run", facts: [] };
  const live = nodes.filter(({ isOpen }) => isOpen).length;
  const overall = live > 0 ? "running" : first.state;
  const word = live > 0 ? "running" : first.word;
  const of =
    nodes.length === 1 ? "1 run" : live > 0 ? `${live} of ${nodes.length} nodes` : `${nodes.length} nodes`;
  return {
    title: `${first.run?.runId ?? ""} ${first.task}`.trim(),
    facts: [`${marks.state[overall]} ${word} ${of}`],
    second: toNumbers(state, place.conversation, nodes),
  };
}

/** Time, money, depth, how full the context of the first agent is; at the right how often it planned. */
export function toNumbers(
  state: State,
  conversation: string,
  nodes: readonly TreeNode[],
): { left: string; right: string } {
  const graph = toGraph(state, conversation);
  const { from, length } = toAxis(nodes, state.now);
  const time = Number.isFinite(from) ? span(length) : "";
  const roots = nodes.filter(({ lead }) => lead === "");
  const total = roots.reduce((sum: Usage, node) => addUsage(sum, node.total), {});
  const money = formatMoney(total, read(state.known, "budget", conversation)?.[0]);
  const depths = Object.values(graph?.nodes ?? {}).map(({ depth }) => depth);
  return {
    left: [
      ...[time, money],
      graph === undefined ? "" : `depth ${Math.max(0, ...depths)} of ${graph.limits.maxDepth}`,
      contextOf(nodes[0]),
    ]
      .filter((text) => text !== "")
      .join("   "),
    right: graph === undefined ? "" : `generation ${graph.generation} of ${graph.generations.length - 1}`,
  };
}

/** A share needs the window of the model, which not every program says. */
function contextOf(node: TreeNode | undefined): string {
  const context = node?.run?.context;
  if (context == null) return "";
  const { tokens: used, window } = context;
  return `context ${window === undefined ? tokens(used, en) : share(used / window)}`;
}

/** With a budget, what all work of the conversation used of it. */
function formatMoney(total: Usage, budget: Answers["budget"][number] | undefined): string {
  const { costUsd = 0, estimated } = total;
  const spent = cents({ costUsd, estimated });
  if (budget === undefined) return spent;
  const { usd, ...limits } = budget.limit;
  // A follow-up uses the budget of the conversation that it follows.
  if (usd !== undefined)
    return en.figures.of(
      cents({ costUsd: Math.max(budget.used.usd, costUsd), estimated }),
      cents({ costUsd: usd }),
    );
  return [spent, ...limitWords(limits, budget.used)].join("   ");
}

/** What is used of the first limit. */
function limitWords(limits: BudgetAmounts, used: BudgetAmounts): string[] {
  const [first] = (["tokens", "runs", "minutes"] as const).flatMap((name) => {
    const limit = limits[name];
    return limit === undefined ? [] : [formatUsed(name, { used: used[name] ?? 0, limit })];
  });
  return first === undefined ? [] : [first];
}
