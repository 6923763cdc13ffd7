/** What a running node tells before its end: events of its own, and the newest state of its output. */

import { OutputError } from "../errors.js";
import type { NodeEventKind } from "../events/node-event.js";
import { nodePayload } from "../events/payload.js";
import type { NodeRun } from "./node-run.js";
import { unjsonable } from "./output-check.js";
import type { GraphRun } from "./state.js";

export function emitFromNode<T>(
  graph: GraphRun,
  run: NodeRun,
  { kind, value }: { kind: NodeEventKind<T>; value: T },
): void {
  const { sink } = graph.parts;
  if (!sink.active) return;
  const payload = nodePayload(value, graph.options.redact);
  sink.emit("node.emitted", run.node.id, { attempt: run.attempts, name: kind.name, ...payload });
}

/** @throws OutputError with a journal, for a value that JSON cannot carry */
export function reportPartial(graph: GraphRun, run: NodeRun, output: unknown): void {
  const { sink, writer } = graph.parts;
  const problem = writer.active ? unjsonable(output) : undefined;
  if (problem !== undefined) throw new OutputError(run.node.id, problem);
  run.partial = { output };
  if (sink.active) {
    const payload = nodePayload(output, graph.options.redact);
    sink.emit("node.progressed", run.node.id, { attempt: run.attempts, ...payload });
  }
  if (!writer.active) return;
  if (run.partialWrite === undefined) write(graph, run, output);
  else run.partialWrite = "again";
}

/** At most one record of a node waits, and the newest value follows it: a journal that is slow holds up nobody. */
function write(graph: GraphRun, run: NodeRun, output: unknown): void {
  run.partialWrite = "waits";
  graph.parts.writer.commit([{ type: "node.partial", node: run.node.id, output }], () => {
    const isStale = run.partialWrite === "again" && run.state === "running";
    run.partialWrite = undefined;
    if (isStale && run.partial !== undefined) write(graph, run, run.partial.output);
    graph.wake();
  });
}
