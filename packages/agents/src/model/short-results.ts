/** Tool results that are cut because the context is nearly full. Pictures stay: their bytes are no text. Pure. */
import type { AgentMessage, ToolOutput } from "./model.js";
import { outputText } from "./transcript-text.js";

const NOTE = "[The rest of this result was left out: the context was nearly full.]";

/** The message with at most so many characters of each tool result. */
export function withShortResults(message: AgentMessage, maxChars: number): AgentMessage {
  if (message.role !== "tool") return message;
  const content = message.content.map((part) =>
    part.type === "tool-result" ? { ...part, output: short(part.output, maxChars) } : part,
  );
  return { ...message, content };
}

function short(output: ToolOutput, maxChars: number): ToolOutput {
  if (output.type === "content") return { ...output, value: shortContent(output.value, maxChars) };
  const text = outputText(output);
  return text.length <= maxChars ? output : { type: "text", value: `${text.slice(0, maxChars)}\n${NOTE}` };
}

type Content = Extract<ToolOutput, { type: "content" }>["value"];

function shortContent(parts: Content, maxChars: number): Content {
  let room = maxChars;
  return parts.flatMap((part): Content => {
    if (part.type !== "text") return [part];
    const text = part.text.slice(0, room);
    const isFirstCut = text.length < part.text.length && room >= 0;
    room = isFirstCut ? -1 : room - text.length;
    if (room >= 0) return [part];
    return isFirstCut ? [{ ...part, text: `${text}\n${NOTE}` }] : [];
  });
}
