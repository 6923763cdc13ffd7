/**
 * Permission for tools in the mode `ask`. TinyAGI's own tool asks a person, waits for the decision, and gives a repeated
 * attempt the decision that the first one did not get. What is not clearly allowed is denied.
 */
import type { Approver, McpTools } from "@tinyagi/agents";
import { MCP_SERVER } from "../cli/mcp.js";

const PROMPT = "permission_prompt";
const UNREACHABLE = "No one can be asked: the tools of TinyAGI cannot be reached.";

/** The tools that the model may see: not the question for permission, which only a program asks. */
export function offeredTools(own: McpTools | undefined): McpTools["tools"] {
  return own?.tools.filter(({ name }) => name !== `${MCP_SERVER}_${PROMPT}`) ?? [];
}

/** Decides about a call. Never undecided. */
type AskingApprover = (
  call: Pick<Parameters<Approver>[0], "tool" | "input" | "callId">,
) => Promise<{ approved: true } | { approved: false; reason: string }>;

/** @param onDenied gets the name of each tool that was denied */
export function createApprover(
  own: McpTools | undefined,
  { signal, onDenied }: { signal: AbortSignal; onDenied: (tool: string) => void },
): AskingApprover {
  return async ({ tool, input, callId }) => {
    const question = { tool_name: tool, input, tool_use_id: callId };
    const refusal = own === undefined ? UNREACHABLE : await askPermission(own, question, signal);
    if (refusal === undefined) return { approved: true };
    onDenied(tool);
    return { approved: false, reason: refusal };
  };
}

/** @returns why it is denied; undefined when it is allowed */
async function askPermission(
  own: McpTools,
  question: object,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return refusalIn(JSON.parse(await own.call(PROMPT, question, signal)));
  } catch (error) {
    signal.throwIfAborted();
    // For example, the message asked too often. The model reads the reason and continues.
    return error instanceof Error ? error.message : String(error);
  }
}

function refusalIn(answer: unknown): string | undefined {
  const { behavior, message } = Object(answer) as { behavior?: unknown; message?: unknown };
  if (behavior === "allow") return undefined;
  return typeof message === "string" ? message : "The decision could not be read.";
}
