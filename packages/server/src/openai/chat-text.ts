/** What an agent gets of a chat: the last turn as its message, and before it what was said earlier. Pure. */

import { AppError, type ChatCompletionBody, type ChatTurn } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";

const NAMES = { user: "User", assistant: "Assistant" } as const;
type Spoken = keyof typeof NAMES;

/** @throws AppError `INVALID_INPUT`, its details name the parameter that cannot be served */
export function chatText(body: ChatCompletionBody): string {
  refuseUnserved(body);
  const instructions: string[] = [];
  const spoken: { role: Spoken; text: string }[] = [];
  body.messages.forEach((turn, index) => {
    const path = `messages.${index}`;
    const text = toText(turn, path);
    if (turn.role === "system" || turn.role === "developer") instructions.push(text);
    else if (turn.role === "user" || turn.role === "assistant") spoken.push({ role: turn.role, text });
    else throw unserved(path, `The role ${turn.role} is not supported, because agents use their own tools.`);
  });
  const last = spoken.pop();
  if (last?.role !== "user" || isBlank(last.text))
    throw unserved("messages", "The last message must be the user's and must contain text.");
  return [...sections(instructions, spoken), last.text].join("\n\n");
}

function sections(
  instructions: readonly string[],
  earlier: readonly { role: Spoken; text: string }[],
): string[] {
  if (instructions.length + earlier.length === 0) return [];
  const parts: string[] = [];
  if (instructions.length > 0) parts.push(`Instructions for this chat:\n${instructions.join("\n\n")}`);
  if (earlier.length > 0)
    parts.push(
      `Earlier in this chat:\n${earlier.map(({ role, text }) => `${NAMES[role]}: ${text}`).join("\n")}`,
    );
  return [...parts, "------"];
}

function toText({ content, tool_calls }: ChatTurn, path: string): string {
  if ((tool_calls ?? []).length > 0)
    throw unserved(`${path}.tool_calls`, "Tool calls are not supported, because agents use their own tools.");
  if (typeof content === "string") return content;
  return (content ?? []).map((part, index) => textOfPart(part, `${path}.content.${index}`)).join("\n");
}

function textOfPart(part: { type: string; text?: string | undefined }, path: string): string {
  if (part.type === "text" && part.text !== undefined) return part.text;
  throw unserved(path, "Only parts of the type text are supported.");
}

/** Parameters that change what the answer is. Ignoring one would give the caller something else than it asked for. */
function refuseUnserved(body: ChatCompletionBody): void {
  for (const name of ["tools", "functions"] as const) {
    if ((body[name] ?? []).length > 0)
      throw unserved(name, "Tools of the caller are not supported. Agents use their own tools.");
  }
  if ((body.n ?? 1) !== 1) throw unserved("n", "An agent gives one answer. Omit n.");
  if ((body.response_format?.type ?? "text") !== "text")
    throw unserved("response_format", "Agents answer with text. Ask for the format in the message.");
  if (body.logprobs === true) throw unserved("logprobs", "Agents report no log probabilities.");
  if ((body.modalities ?? []).some((one) => one !== "text"))
    throw unserved("modalities", "Agents answer with text.");
}

function unserved(path: string, message: string): AppError {
  return new AppError("INVALID_INPUT", message, { details: [{ path, message }] });
}
