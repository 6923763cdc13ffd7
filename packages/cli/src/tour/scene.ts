/** One scene of the demo: what it shows, and what really happened in it. */
import type { Client } from "@tinyagi/client";
import type { ConversationDetail, JournalEvent, SendMessageBody } from "@tinyagi/contracts";
import type { DemoHome } from "./demo-home.js";

export interface Teller {
  /** What a person would type. */
  command(line: string): void;
  /** What happens, as it happens. */
  event(line: string): void;
  answer(text: string): void;
  /** What to notice. */
  point(line: string): void;
  readonly signal: AbortSignal;
}

/** What was measured. A scene whose promise was not kept is not `ok`. */
export interface SceneFacts {
  ok: boolean;
  [fact: string]: unknown;
}

export interface Scene {
  readonly id: string;
  readonly title: string;
  play(home: DemoHome, tell: Teller): Promise<SceneFacts>;
}

/** Sends a message and tells of each run, until its conversation ends. */
export async function converse(
  client: Client,
  tell: Teller,
  body: SendMessageBody,
): Promise<ConversationDetail> {
  const { conversation } = await client.sendAndWait(body, {
    signal: tell.signal,
    onEvent: (event) => tellEvent(tell, event),
  });
  return conversation;
}

function tellEvent(tell: Teller, { type, data }: JournalEvent): void {
  const { agent = "", fromAgent = "", toAgent = "" } = data as Partial<Record<string, string>>;
  if (type === "run.started") tell.event(`@${agent} starts`);
  if (type === "run.completed") tell.event(`@${agent} is done`);
  if (type === "handoff.created") tell.event(`@${fromAgent} hands work to @${toAgent}`);
}

/** The reply as the person gets it. */
export function replyOf({ replies }: ConversationDetail): string {
  return replies.map(({ message }) => message).join("\n");
}

/** Without the questions that came before. */
export function lastReplyOf({ replies }: ConversationDetail): string {
  return replies.at(-1)?.message ?? "";
}
