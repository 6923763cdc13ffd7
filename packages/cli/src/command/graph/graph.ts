/** `graph`: the sub-agents of a run and their states, as a tree or as Mermaid text. */
import type { Client } from "@tinyagi/client";
import type { LaneMessage, RunGraph } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { stamp } from "@tinyagi/views";
import { cut, paint, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { drawGraph } from "../../view/graph-tree.js";
import { parseWhole } from "../parse-whole.js";

interface GraphOptions {
  generation?: number;
  mermaid?: boolean;
}

export function registerGraph(program: Command, context: CliContext): void {
  program
    .command("graph")
    .argument("<run>", "id of the run, or of the run of a sub-agent (see `tinyagi runs`)")
    .option(
      "--generation <n>",
      "show the graph as it was at this generation; 0 is the root alone",
      parseWhole,
    )
    .option("--mermaid", "print the graph as Mermaid text")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi graph run_abc123def456\n  tinyagi graph run_abc123def456 --generation 1\n  tinyagi graph run_abc123def456 --mermaid > graph.mmd\n",
    )
    .action((id: string, options: GraphOptions) => show(context, id, options));
}

async function show(context: CliContext, id: string, { generation, mermaid }: GraphOptions): Promise<void> {
  const client = await context.connect();
  const { output, signal } = context;
  const query = generation === undefined ? {} : { generation };
  const graph = await client.call("runGraph", { params: { id }, query, signal });
  if (mermaid === true && !output.json) {
    output.text(cleanText(await renderMermaid(graph)));
    return;
  }
  // An older generation is a picture of the past: nothing in it waits.
  const open = generation === undefined && !output.json ? await readOpen(client, signal) : [];
  const now = context.now();
  output.data(graph, (columns) => [
    ...headOf(graph, columns),
    ...drawGraph(graph, { columns, plain: output.plain || !Number.isFinite(columns), open, now }),
  ]);
}

async function readOpen(client: Client, signal: AbortSignal): Promise<LaneMessage[]> {
  const { lanes } = await client.call("queueLanes", { signal });
  return lanes.flatMap(({ messages }) => messages);
}

function headOf(
  { graphId, status, forkedFrom, generation, generations, nodes }: RunGraph,
  columns: number,
): Text[] {
  const at = generations.find(({ n }) => n === generation)?.at ?? null;
  const newest = generations.length - 1;
  const count = Object.keys(nodes).length;
  const facts = [
    `generation ${generation} of ${newest}`,
    `${count} ${count === 1 ? "node" : "nodes"}`,
    ...(at === null ? [] : [stamp(at)]),
  ];
  const source =
    forkedFrom === null ? [] : [`forked from ${forkedFrom.graphId} at generation ${forkedFrom.generation}`];
  return [
    paint("bold", cut(`${graphId}  ${status}`, columns)),
    ...[facts.join("  "), ...source.map(cleanLine)].map((line) => cut(line, columns)),
  ];
}

async function renderMermaid(graph: RunGraph): Promise<string> {
  const { toMermaid } = await import("@tinyagi/daemon");
  const nodes = new Map(
    Object.entries(graph.nodes).map(([id, { deps, effects, spec }]) => [id, { id, deps, effects, spec }]),
  );
  const states = new Map(Object.entries(graph.nodes).map(([id, { state }]) => [id, { status: state }]));
  return toMermaid({ nodes }, { nodes: states });
}
