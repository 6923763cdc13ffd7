/** A transcript as plain text, for a model that is to summarise it. Pure, and never longer than its limit. */
import type { AgentMessage, ToolOutput } from "./model.js";

/** Of one tool result: its beginning says what it was about. */
const RESULT_MAX_CHARS = 4_000;
/** The part of a text that is too long which is kept of its beginning. */
const BEGINNING_SHARE = 0.25;

/** The texts, calls and results of a transcript, one after another. Of one that is too long, the middle is left out. */
export function transcriptText(messages: readonly AgentMessage[], maxChars: number): string {
  const text = messages.flatMap(toLines).join("\n\n");
  if (text.length <= maxChars) return text;
  const beginning = Math.floor(maxChars * BEGINNING_SHARE);
  const end = text.length - (maxChars - beginning);
  return `${text.slice(0, beginning)}\n\n[…]\n\n${text.slice(end)}`;
}

/** The text of a tool's output. Files in it are only named: their bytes are no text. */
export function outputText(output: ToolOutput): string {
  if (output.type === "content") return output.value.map(contentText).join("\n");
  if (output.type === "text" || output.type === "error-text") return output.value;
  return JSON.stringify("value" in output ? output.value : output) ?? "";
}

function contentText(part: Extract<ToolOutput, { type: "content" }>["value"][number]): string {
  if (part.type === "text") return part.text;
  return "mediaType" in part ? `(a file, ${part.mediaType})` : "(a file)";
}

function toLines({ role, content }: AgentMessage): string[] {
  return content.flatMap((part): string[] => {
    switch (part.type) {
      case "text":
        return [`${role}: ${part.text}`];
      case "tool-call":
        return [`${role} calls ${part.toolName}: ${JSON.stringify(part.input)?.slice(0, RESULT_MAX_CHARS)}`];
      case "tool-result":
        return [`${part.toolName} returned: ${outputText(part.output).slice(0, RESULT_MAX_CHARS)}`];
      case "file":
        return [`${role}: (a file, ${part.mediaType})`];
      default:
        return [];
    }
  });
}
