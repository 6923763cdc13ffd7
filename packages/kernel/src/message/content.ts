/**
 * What a message is: the words of its author, and as facts what else its agent reads. The prompt is rendered from this
 * (`render-prompt.ts`); everybody else reads the facts. Pure.
 */
import { type MessageKind, type RunChoice, redactText } from "@tinyagi/contracts";
import { toTitle } from "@tinyagi/contracts/title";

/** What one agent answered. */
export interface AgentResult {
  readonly agentId: string;
  readonly text: string;
}

/** What a prompt contains besides the author's words. Stored as JSON. */
export interface MessageContext {
  /** Sentences of TinyAGI for the agent, oldest first. */
  readonly notes?: readonly string[];
  /** The step of a chain that it asks for. Steps count from 1. */
  readonly chain?: {
    readonly step: number;
    readonly steps: number;
    /** The person's whole message. */
    readonly request: string;
    /** Of the steps before, in order. */
    readonly results: readonly AgentResult[];
  };
  /** It asks for the one reply to a request that several agents worked on. */
  readonly join?: { readonly request: string; readonly results: readonly AgentResult[] };
  /** The task of a sub-agent: what its answer must be, and results by their id in the plan. */
  readonly task?: {
    readonly expected?: string;
    readonly results?: readonly { readonly id: string; readonly text: string }[];
  };
  /** It repeats an earlier message, which was this. */
  readonly repeats?: {
    readonly kind: MessageKind;
    readonly from: string | null;
    readonly team: string | null;
  };
  /** What a person chose for this message alone. No prompt contains it. */
  readonly choice?: RunChoice;
}

/** The columns of a message that say what it is. */
export interface MessageContent {
  kind: MessageKind;
  from_agent: string | null;
  team_id: string | null;
  /** Its author's words. */
  text: string;
  /** What its author wrote to several agents. */
  shared: string | null;
  /** JSON of a `MessageContext`. */
  context: string | null;
}

/** What a message says, when it is said anew. */
export type NewContent = Pick<MessageContent, "text" | "shared" | "context">;

export function buildContext({ context }: Pick<MessageContent, "context">): MessageContext {
  return context === null ? {} : JSON.parse(context);
}

/** The column of a context; null for one without facts. */
export function storedContext(context: MessageContext): string | null {
  return Object.keys(context).length === 0 ? null : JSON.stringify(context);
}

/** A title is at the beginning of a text. */
const TITLE_READ_CHARS = 2_000;

/** The title of a message: of its author's words, else of what was asked. A credential is taken out before it could be cut in two. */
export function titleOfMessage(content: Pick<MessageContent, "text" | "shared" | "context">): string {
  const { join, chain } = buildContext(content);
  for (const text of [content.text, content.shared, join?.request, chain?.request]) {
    const title = toTitle(redactText((text ?? "").slice(0, TITLE_READ_CHARS)));
    if (title !== "") return title;
  }
  return "";
}
