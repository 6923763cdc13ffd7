/** The mistakes people make first, answered with what to write instead of a `TypeError` from deep inside. */
import { AppError, type GraphJournal } from "@tinyagi/contracts";
import type { CompileOptions } from "./compile/compile.js";
import type { Graph } from "./graph/graph.js";
import type { ExecuteResult, RunOptions } from "./run/state.js";

/** @throws AppError INVALID_INPUT without capabilities */
export function checkCompileOptions(o: CompileOptions | undefined): void {
  if (Array.isArray(o?.capabilities?.tools)) return;
  throw invalid(
    "compile needs to know what agents may use. Call compile(plan, { capabilities: { tools: [] } }) with the names of your tools.",
  );
}

/** @throws AppError INVALID_INPUT for anything that is no compiled graph */
export function checkGraph(g: Graph | undefined): void {
  const nodes: unknown = g?.nodes;
  if (typeof nodes === "object" && nodes !== null && "get" in nodes && typeof nodes.get === "function")
    return;
  throw invalid(
    "runGraph takes a compiled graph. Write const { graph } = compile(plan, { capabilities: { tools: [] } }), then runGraph(graph, { execute }).",
  );
}

/** @throws AppError INVALID_INPUT without an `execute` */
export function checkRunOptions(o: RunOptions | undefined): void {
  if (typeof o?.execute === "function") return;
  throw invalid(
    "A run needs the function that does the work: { execute: async (node, ctx) => ({ output }) }.",
  );
}

/** @throws AppError INVALID_INPUT for anything that is no journal */
export function checkJournal(journal: GraphJournal | undefined): void {
  if (typeof journal?.read === "function" && typeof journal.lock === "function") return;
  throw invalid("resumeGraph takes the journal first: resumeGraph(journal, { execute }).");
}

/** @throws AppError INVALID_INPUT for a bare value: its output would be lost */
export function checkExecuteResult(value: unknown): asserts value is ExecuteResult {
  if (typeof value === "object" && value !== null && "output" in value) return;
  throw invalid("execute must return an object: { output } or { output, usage }. Put the value into output.");
}

function invalid(message: string): AppError {
  return new AppError("INVALID_INPUT", message);
}
