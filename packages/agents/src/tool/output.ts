/** Results of tools as the model gets them: bounded, and errors told apart from answers. */

import type { ToolCallPart, ToolOutput, ToolResultPart } from "../model/model.js";
import { picturesOutput, ToolPictures } from "../model/picture.js";

/** Longest result of one call, characters; the rest is cut with a note. */
export const TOOL_OUTPUT_MAX = 100_000;

/** Begins every result that must not be taken for the answer of a sub-agent. */
export const NOT_COMPLETED = "This is not a completed answer:";

export function toOutput(value: unknown): ToolOutput {
  if (value instanceof ToolPictures) return picturesOutput(new ToolPictures(cut(value.text), value.pictures));
  if (typeof value === "string") return { type: "text", value: cut(value) };
  const text = jsonText(value);
  if (text === undefined) return { type: "text", value: "done" };
  if (text.length > TOOL_OUTPUT_MAX) return { type: "text", value: cut(text) };
  return { type: "json", value: JSON.parse(text) };
}

export function errorOutput(text: string): ToolOutput {
  return { type: "error-text", value: cut(text) };
}

export function resultPart(call: ToolCallPart, output: ToolOutput): ToolResultPart {
  return { type: "tool-result", toolCallId: call.toolCallId, toolName: call.toolName, output };
}

export function isErrorOutput(output: ToolOutput): boolean {
  return output.type === "error-text" || output.type === "error-json";
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Cycles and big integers: the model still learns what came back.
    return JSON.stringify(String(value));
  }
}

function cut(text: string): string {
  if (text.length <= TOOL_OUTPUT_MAX) return text;
  return `${text.slice(0, TOOL_OUTPUT_MAX)}\n[cut: ${text.length - TOOL_OUTPUT_MAX} more characters]`;
}
