/** How large a request will be, before it is sent: rough, from the length of its texts. Never reads a file's bytes. */
import type { ModelRequest } from "./model.js";

const CHARS_PER_TOKEN = 4;
/** What providers charge for a picture or a page of a document; their bytes say nothing about it. */
const TOKENS_PER_FILE = 1_000;

/** Tokens of the system prompt, the messages and the tools. */
export function estimateTokens({ system, messages, tools }: ModelRequest): number {
  let chars = system?.length ?? 0;
  let files = 0;
  for (const message of messages) {
    for (const part of message.content) {
      if (part.type === "text" || part.type === "reasoning") chars += part.text.length;
      else if (part.type === "file") files += 1;
      else if (part.type === "tool-result" && part.output.type === "content")
        for (const inner of part.output.value) {
          if (inner.type === "text") chars += inner.text.length;
          else files += 1;
        }
      else chars += measureLength(part.type === "tool-call" ? part.input : part);
    }
  }
  for (const tool of tools) chars += measureLength(tool);
  return Math.max(1, Math.ceil(chars / CHARS_PER_TOKEN)) + files * TOKENS_PER_FILE;
}

function measureLength(value: unknown): number {
  return (JSON.stringify(value) ?? "").length;
}
