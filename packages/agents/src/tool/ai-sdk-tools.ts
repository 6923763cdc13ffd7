/**
 * Tools of the AI SDK (`tool({ inputSchema, execute })`) as tools of an agent: with their schemas, their approvals, and what
 * they make of their output for the model.
 */
import { AppError } from "@tinyagi/contracts";
import type { ModelMessage, Tool, ToolSet } from "ai";
import type { AgentTool, ToolContext } from "./tool.js";
import { checkToolName } from "./tool.js";

/** What {@link fromAiSdkTools} takes besides the tools. */
export interface AiSdkToolOptions {
  /** Given to the tools as `experimental_context`. */
  context?: unknown;
}

/**
 * Tools of the AI SDK, by name, as tools of an agent. `needsApproval` asks the approver of the run, `toModelOutput` decides what
 * the model reads, and of a tool that yields preliminary results the last one counts. Listeners of a tool's input
 * (`onInputStart` and others) are not called.
 *
 * @param tools a `ToolSet`, as `generateText` takes it
 * @throws AppError INVALID_INPUT for a tool without `execute`, and for one that its provider executes
 */
export function fromAiSdkTools(tools: ToolSet, options: AiSdkToolOptions = {}): AgentTool[] {
  return Object.entries(tools).map(([name, tool]) => adapted(name, tool as Tool, options));
}

function adapted(name: string, tool: Tool, { context }: AiSdkToolOptions): AgentTool {
  checkToolName(name);
  const { execute, needsApproval, description = "" } = tool;
  if (tool.type === "provider" || execute === undefined) {
    const why = tool.type === "provider" ? "is executed by its provider" : "has no execute function";
    throw new AppError(
      "INVALID_INPUT",
      `The tool ${name} ${why}. Give a tool that this process can execute.`,
    );
  }
  const toOptions = ({ callId, messages }: ToolContext) => ({
    toolCallId: callId,
    // Without the message that calls. The parts of both kinds of messages are the same.
    messages: messages.slice(0, -1) as ModelMessage[],
    experimental_context: context,
  });
  const agentTool: AgentTool = {
    name,
    description,
    inputSchema: tool.inputSchema,
    async execute(input, call) {
      const output = await lastOf(execute(input, { ...toOptions(call), abortSignal: call.signal }));
      if (tool.toModelOutput === undefined) return output;
      return toText(await tool.toModelOutput({ toolCallId: call.callId, input, output }));
    },
  };
  if (needsApproval === undefined || needsApproval === false) return agentTool;
  const needs = needsApproval === true ? () => true : needsApproval;
  return { ...agentTool, needsApproval: async (input, call) => needs(input, toOptions(call)) };
}

async function lastOf(result: unknown): Promise<unknown> {
  const settled = await result;
  if (typeof settled !== "object" || settled === null || !(Symbol.asyncIterator in settled)) return settled;
  let last: unknown;
  for await (const value of settled as AsyncIterable<unknown>) last = value;
  return last;
}

type ModelOutput = Awaited<ReturnType<NonNullable<Tool["toModelOutput"]>>>;

/** What the model reads. @throws AppError when the tool says that its output is an error */
function toText(output: ModelOutput): unknown {
  if (output.type === "text" || output.type === "json") return output.value;
  if (output.type === "content")
    return output.value
      .map((part) => (part.type === "text" ? part.text : `(${part.type} left out)`))
      .join("\n");
  if (output.type === "execution-denied")
    throw new AppError("CONFLICT", `The tool was not executed. ${output.reason ?? ""}`.trim());
  throw new AppError(
    "CONFLICT",
    typeof output.value === "string" ? output.value : JSON.stringify(output.value),
  );
}
