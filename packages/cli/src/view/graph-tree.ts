/** Draws a graph of sub-agents as a tree with states. Pure. A state is a sign and a word, never a colour alone. */
import {
  type GraphNodeState,
  type GraphNodeView,
  nodeName,
  nodeParent,
  type RunGraph,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cut, paint, type Style, styled, type Text } from "@tinyagi/visualizer/text";

/** Deeper nodes are drawn at this depth. */
const DEEPEST = 8;
/** The least room for a node, whatever stands before it. */
const ROOM_MIN = 12;

export interface GraphDrawOptions {
  columns: number;
  /** Words and spaces only. */
  plain: boolean;
}

const SIGNS: Readonly<Record<GraphNodeState, string>> = {
  pending: "○",
  running: "●",
  completed: "✓",
  failed: "✗",
  cancelled: "⊘",
  skipped: "−",
};

/** One line for each node, parents before their children. */
export function drawGraph({ nodes }: RunGraph, options: GraphDrawOptions): Text[] {
  const below = childrenByParent(Object.keys(nodes));
  const lines: Text[] = [];
  const visit = (id: string, place: { lead: string; branch: string; depth: number }): void => {
    const node = nodes[id];
    if (node === undefined) return;
    lines.push(drawNode(`${place.lead}${place.branch}`, { id, node }, options));
    const children = below.get(id) ?? [];
    const lead = place.depth >= DEEPEST ? place.lead : place.lead + continuation(place.branch, options.plain);
    for (const [index, child] of children.entries())
      visit(child, {
        lead,
        branch: branchOf(index === children.length - 1, options.plain),
        depth: place.depth + 1,
      });
  };
  for (const root of below.get(null) ?? []) visit(root, { lead: "", branch: "", depth: 0 });
  return lines;
}

function childrenByParent(ids: readonly string[]): ReadonlyMap<string | null, string[]> {
  const known = new Set(ids);
  const below = new Map<string | null, string[]>();
  for (const id of ids) {
    const above = nodeParent(id) ?? "";
    const parent = known.has(above) ? above : null;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [id]);
    else siblings.push(id);
  }
  return below;
}

function drawNode(
  lead: string,
  { id, node }: { id: string; node: GraphNodeView },
  { columns, plain }: GraphDrawOptions,
): Text {
  const text = textOf(id, node);
  if (plain) return cut(`${lead}${text}`, columns, "...");
  const sign = SIGNS[node.state];
  const room = Math.max(ROOM_MIN, columns - lead.length - sign.length - 1);
  return styled`${paint("dim", lead)}${paint(styleOf(node.state), sign)} ${cut(text, room)}`;
}

/** What matters most comes first: a narrow screen cuts the end. */
function textOf(id: string, { state, spec, deps, runId, isShared }: GraphNodeView): string {
  const after = deps.length === 0 ? "" : `after ${deps.map(nodeName).join(", ")}`;
  const agent = spec.agent === undefined ? "" : `@${spec.agent}`;
  const parts = [nodeName(id), state, isShared ? "shared" : "", agent, after, runId ?? ""];
  return parts
    .filter((part) => part !== "")
    .map(cleanLine)
    .join("  ");
}

function styleOf(state: GraphNodeState): Style {
  if (state === "completed") return "green";
  if (state === "failed") return "red";
  return state === "running" ? "cyan" : "yellow";
}

function branchOf(isLast: boolean, plain: boolean): string {
  if (plain) return "";
  return isLast ? "└─ " : "├─ ";
}

function continuation(branch: string, plain: boolean): string {
  if (plain) return "  ";
  if (branch === "") return "";
  return branch.startsWith("└") ? "   " : "│  ";
}
