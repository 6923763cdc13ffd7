/** The mistakes people make first, answered with what to write instead of a `TypeError` from deep inside. */
import { AppError, type Usage } from "@tinyagi/contracts";

/** @throws AppError INVALID_INPUT without capabilities */
export function checkCompileOptions(o: unknown): void {
  if (Array.isArray(field(field(o, "capabilities"), "tools"))) return;
  throw invalid(
    "compile needs to know what agents may use. Call compile(plan, { capabilities: { tools: [] } }) with the names of your tools.",
  );
}

/** @throws AppError INVALID_INPUT for anything that is no compiled graph */
export function checkGraph(g: unknown): void {
  if (typeof field(field(g, "nodes"), "get") === "function") return;
  throw invalid(
    "runGraph takes a compiled graph. Write const { graph } = compile(plan, { capabilities: { tools: [] } }), then runGraph(graph, { execute }).",
  );
}

/** @throws AppError INVALID_INPUT without an `execute` */
export function checkRunOptions(o: unknown): void {
  if (typeof field(o, "execute") === "function") return;
  throw invalid(
    "A run needs the function that does the work: { execute: async (node, ctx) => ({ output }) }.",
  );
}

/** @throws AppError INVALID_INPUT for anything that is no journal */
export function checkJournal(journal: unknown): void {
  if (typeof field(journal, "read") === "function" && typeof field(journal, "lock") === "function") return;
  throw invalid("resumeGraph takes the journal first: resumeGraph(journal, { execute }).");
}

/** @throws AppError INVALID_INPUT for a bare value: its output would be lost */
export function checkExecuteResult(value: unknown): asserts value is { output: unknown; usage?: Usage } {
  if (typeof value === "object" && value !== null && "output" in value) return;
  throw invalid("execute must return an object: { output } or { output, usage }. Put the value into output.");
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function invalid(message: string): AppError {
  return new AppError("INVALID_INPUT", message);
}
