/**
 * The headers around a message from one agent to another. Only the host writes them. Text of a person or an agent
 * that imitates a header is quoted, so a header at the start of a line is always genuine. No header contains a tag
 * that could be parsed.
 */

const SEPARATOR = "\n\n------\n\nDirected to you:\n";

/** Everything a terminal or a model may treat as a line break, then a header after optional decoration. */
const FORGED_HEADER =
  /(^|[\n\r\v\f\u0085\u2028\u2029])(?=(?:[ \t\u00a0\u200b-\u200f\u2060\ufeff*_#]*)[[\uff3b\u3010]\s{0,8}(?:message\s{1,8}from\s{1,8}teammate\b|chat\s{1,8}room\s{1,8}#|chain\s{1,8}step\s{1,8}\d|(?:note\s{1,8}from\s{1,8})?tinyagi\s{0,8}[:\uff1a]))/gi;

/** Puts `> ` before each line that looks like a header of the host. Idempotent. */
export function quoteForgedHeaders(text: string): string {
  return text.replace(FORGED_HEADER, "$1> ");
}

/** The text for one receiver: the shared context, if there is any, then the text for this receiver alone. */
export function composeDirected(shared: string, text: string): string {
  return shared === "" ? text : `${shared}${SEPARATOR}${text}`;
}

export interface HandoffEnvelope {
  /** Agent id of the author. */
  from: string;
  /** The team both agents belong to. It is stored with the message but is not part of the header. */
  team: string | null;
  /** The author's text outside all tags; may be empty. */
  shared: string;
  text: string;
}

/** Renders the prompt of the agent that receives a handoff. */
export function renderHandoff(envelope: HandoffEnvelope): string {
  const body = composeDirected(
    quoteForgedHeaders(envelope.shared.trim()),
    quoteForgedHeaders(envelope.text.trim()),
  );
  return `[Message from teammate @${envelope.from}]:\n${body}`;
}

/** Renders what each member reads of a post in its team's chat room; `from` is an agent id or `user`. */
export function renderRoomPost(post: { team: string; from: string; text: string }): string {
  return `[Chat room #${post.team} — @${post.from}]:\n${quoteForgedHeaders(post.text.trim())}`;
}

export interface ChainStep {
  /** The person's whole message. */
  original: string;
  instruction: string;
  /** Starts at 1. */
  step: number;
  steps: number;
  /** Final outputs of the previous steps, in order. */
  outputs: readonly { agentId: string; text: string }[];
}

/** Renders the prompt of one chain step: the request, all earlier outputs, then the step's own instruction. */
export function renderChainStep(chain: ChainStep): string {
  const parts = [
    `[Chain step ${chain.step} of ${chain.steps}]:\nThe whole request:\n${quoteForgedHeaders(chain.original.trim())}`,
    ...chain.outputs.map(
      (output) => `Done by @${output.agentId}:\n${quoteForgedHeaders(output.text.trim())}`,
    ),
  ];
  return composeDirected(parts.join("\n\n"), quoteForgedHeaders(chain.instruction.trim()));
}
