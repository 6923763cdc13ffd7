/** A graph as Mermaid text. Labels are ids and agent names only, escaped: a prompt never reaches a renderer. */
import { nodeParent } from "@tinyagi/contracts";
import type { GraphNode, NodeStatus } from "./graph.js";

/** What is drawn of a node. A compiled one fits, and so does one from its JSON. */
interface DrawnNode extends Pick<GraphNode, "id" | "deps" | "effects"> {
  readonly spec: { readonly agent?: string | undefined; readonly canSpawn: boolean };
}

/** Nodes drawn; Mermaid renderers give up far earlier than the engine. */
const MAX_DRAWN_NODES = 2_000;

/** Fill colours by state; readable with dark text. */
const COLOURS: Readonly<Record<string, string>> = {
  completed: "#c8e6c9",
  failed: "#ffcdd2",
  cancelled: "#ffe0b2",
  skipped: "#eeeeee",
  running: "#bbdefb",
};

/**
 * A flowchart, top down; dashed arrows lead from a parent to the children it spawned.
 * @param run colours the nodes by their state; the result of a run fits
 */
export function toMermaid(
  graph: { readonly nodes: ReadonlyMap<string, DrawnNode> },
  run?: { nodes: ReadonlyMap<string, { status: NodeStatus }> },
): string {
  const names = new Map<string, string>();
  const lines = ["flowchart TD"];
  for (const node of graph.nodes.values()) {
    if (names.size >= MAX_DRAWN_NODES) break;
    const name = `n${names.size}`;
    names.set(node.id, name);
    const agent = node.spec.agent === undefined ? "" : `<br/>${escapeLabel(node.spec.agent)}`;
    const [open, close] =
      node.effects === "write" ? ["[[", "]]"] : node.spec.canSpawn ? ["{{", "}}"] : ["[", "]"];
    lines.push(`  ${name}${open}"${escapeLabel(node.id)}${agent}"${close}`);
  }
  for (const node of graph.nodes.values()) {
    const to = names.get(node.id);
    if (to === undefined) break;
    for (const dep of node.deps) {
      const from = names.get(dep);
      if (from !== undefined) lines.push(`  ${from} --> ${to}`);
    }
    const parent = names.get(nodeParent(node.id) ?? "");
    if (parent !== undefined) lines.push(`  ${parent} -.-> ${to}`);
  }
  if (graph.nodes.size > names.size) lines.push(`  more["${graph.nodes.size - names.size} more nodes"]`);
  if (run !== undefined) lines.push(...stateLines(names, run.nodes));
  return `${lines.join("\n")}\n`;
}

function stateLines(
  names: ReadonlyMap<string, string>,
  nodes: ReadonlyMap<string, { status: NodeStatus }>,
): string[] {
  const byStatus = new Map<string, string[]>();
  for (const [id, name] of names) {
    const status = nodes.get(id)?.status;
    if (status === undefined || !(status in COLOURS)) continue;
    const members = byStatus.get(status);
    if (members === undefined) byStatus.set(status, [name]);
    else members.push(name);
  }
  return [...byStatus].flatMap(([status, members]) => [
    `  classDef ${status} fill:${COLOURS[status]}`,
    `  class ${members.join(",")} ${status}`,
  ]);
}

/** Entities for everything that could end a label or start markup. */
function escapeLabel(text: string): string {
  return text.slice(0, 120).replace(/[^A-Za-z0-9 _./-]/g, (c) => `#${c.codePointAt(0) ?? 32};`);
}
