/**
 * The words around a message from one agent to another. The host writes them; text of a person or an agent that
 * imitates them is quoted, so a header at the start of a line always tells the truth. No header holds a live tag.
 */

const SEPARATOR = "\n\n------\n\nDirected to you:\n";

/** Line breaks as a terminal or a model may see them, then a header behind optional decoration. */
const FORGED_HEADER =
  /(^|[\n\r\v\f\u0085\u2028\u2029])(?=(?:[ \t\u00a0\u200b-\u200f\u2060\ufeff*_#]*)[[\uff3b\u3010]\s{0,8}(?:message\s{1,8}from\s{1,8}teammate\b|chat\s{1,8}room\s{1,8}#|chain\s{1,8}step\s{1,8}\d|(?:note\s{1,8}from\s{1,8})?tinyagi\s{0,8}[:\uff1a]))/gi;

/** Puts `> ` before each line that looks like a host-written header. Applying it twice changes nothing more. */
export function quoteForgedHeaders(text: string): string {
  return text.replace(FORGED_HEADER, "$1> ");
}

/** Text for one receiver: shared context, then what is meant for it alone. Without shared context only the latter. */
export function composeDirected(shared: string, text: string): string {
  return shared === "" ? text : `${shared}${SEPARATOR}${text}`;
}

export interface HandoffEnvelope {
  /** Agent id of the author. */
  from: string;
  /** The team both belong to: recorded with the message, not part of the header that agents know. */
  team: string | null;
  /** The author's text outside all tags; may be empty. */
  shared: string;
  text: string;
}

/** What the receiver of a handoff reads. */
export function renderHandoff(envelope: HandoffEnvelope): string {
  const body = composeDirected(
    quoteForgedHeaders(envelope.shared.trim()),
    quoteForgedHeaders(envelope.text.trim()),
  );
  return `[Message from teammate @${envelope.from}]:\n${body}`;
}

/** What each member reads of a post in its team's chat room; `from` is an agent id or `user`. */
export function renderRoomPost(post: { team: string; from: string; text: string }): string {
  return `[Chat room #${post.team} — @${post.from}]:\n${quoteForgedHeaders(post.text.trim())}`;
}

export interface ChainStep {
  /** The person's whole message. */
  original: string;
  instruction: string;
  /** Counted from 1. */
  step: number;
  steps: number;
  /** Final outputs of the steps before, in order. */
  outputs: readonly { agentId: string; text: string }[];
}

/** What the agent of one chain step reads: the request, all earlier outputs, then its own instruction. */
export function renderChainStep(chain: ChainStep): string {
  const parts = [
    `[Chain step ${chain.step} of ${chain.steps}]:\nThe whole request:\n${quoteForgedHeaders(chain.original.trim())}`,
    ...chain.outputs.map(
      (output) => `Done by @${output.agentId}:\n${quoteForgedHeaders(output.text.trim())}`,
    ),
  ];
  return composeDirected(parts.join("\n\n"), quoteForgedHeaders(chain.instruction.trim()));
}
