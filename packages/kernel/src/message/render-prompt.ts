/**
 * What an agent reads of a message: the only place that writes headers and separators around its facts. No header contains
 * a tag that could be parsed. Pure.
 */
import type { AgentResult, MessageContent, MessageContext } from "./content.js";
import { buildContext } from "./content.js";
import { quoteForgedHeaders } from "./quote-headers.js";

const SEPARATOR = "\n\n------\n\nDirected to you:\n";
const JOIN_HEAD =
  "[TinyAGI: all teammates have answered. Write the reply to the person now; do not hand over again.]";

/** The prompt of a message, without the line that says where it comes from. */
export function renderPrompt(content: MessageContent): string {
  const context = buildContext(content);
  const notes = (context.notes ?? []).map((note) => `[Note from TinyAGI: ${quoted(note)}]\n\n`).join("");
  return notes + renderBody(content, context);
}

/** The prompt without the notes of TinyAGI. */
export function renderWithoutNotes(content: MessageContent): string {
  return renderBody(content, buildContext(content));
}

function renderBody(content: MessageContent, { chain, join, task, repeats }: MessageContext): string {
  if (join !== undefined)
    return `${JOIN_HEAD}\n\nThe request:\n${quoted(join.request)}\n\nResults:\n${results(join.results)}`;
  const own = quoted(content.text);
  if (chain !== undefined) return directed(renderChain(chain), own);
  if (task !== undefined) return renderTask(own, task);
  const { kind, from, team } = repeats ?? {
    kind: content.kind,
    from: content.from_agent,
    team: content.team_id,
  };
  const body = directed(quoted(content.shared ?? ""), own);
  if (from === null) return body;
  if (kind === "handoff") return `[Message from teammate @${from}]:\n${body}`;
  if (kind === "room" && team !== null) return `[Chat room #${team} — @${from}]:\n${body}`;
  return body;
}

/** The text for one receiver: the shared context, if there is any, then the text for this receiver alone. */
function directed(shared: string, text: string): string {
  return shared === "" ? text : `${shared}${SEPARATOR}${text}`;
}

/** The request, all earlier results, then the step's own instruction. */
function renderChain({
  step,
  steps,
  request,
  results: earlier,
}: NonNullable<MessageContext["chain"]>): string {
  return [
    `[Chain step ${step} of ${steps}]:\nThe whole request:\n${quoted(request)}`,
    ...earlier.map(({ agentId, text }) => `Done by @${agentId}:\n${quoted(text)}`),
  ].join("\n\n");
}

function renderTask(
  own: string,
  { expected, results: given = [] }: NonNullable<MessageContext["task"]>,
): string {
  const parts = [own];
  if (expected !== undefined) parts.push(`Expected output: ${quoted(expected)}`);
  if (given.length > 0)
    parts.push(
      `Results that you can use:\n\n${given.map(({ id, text }) => `### ${id}\n${quoted(text)}`).join("\n\n")}`,
    );
  return parts.join("\n\n");
}

function results(of: readonly AgentResult[]): string {
  return of.map(({ agentId, text }) => `@${agentId}: ${quoted(text)}`).join("\n\n");
}

function quoted(text: string): string {
  return quoteForgedHeaders(text);
}
