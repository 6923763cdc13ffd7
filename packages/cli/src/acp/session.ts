/**
 * The sessions of an editor. Each prompt of a session is a conversation, found by its message id, which names the session and
 * the number of the prompt. So a session goes on after the editor, this program or the daemon was started again.
 */
import { randomUUID } from "node:crypto";
import type { Client } from "@tinyagi/client";
import type { ConversationDetail } from "@tinyagi/contracts";

/** The channel of people at this machine. */
export const EDITOR_CHANNEL = "cli";
/** Stands for whoever answers by default. No agent has this name: ids have no space. */
export const EDITOR_DEFAULT = "default agent";
const SESSION_ID = /^[0-9a-f-]{36}$/;

export interface EditorSession {
  readonly id: string;
  /** An agent or a team; undefined: whoever answers by default. */
  partner: string | undefined;
  /** Prompts so far. */
  prompts: number;
  /** One for each prompt that is being answered. */
  readonly cancels: Set<() => void>;
}

export type Sessions = Map<string, EditorSession>;

export function newSession(partner: string | undefined): EditorSession {
  return { id: randomUUID(), partner, prompts: 0, cancels: new Set() };
}

/** @param prompt from 0 */
export function messageIdOf(session: string, prompt: number): string {
  return `acp_${session}_${prompt}`;
}

/** A session of earlier, and what was said in it, oldest first. */
export interface PastSession {
  readonly session: EditorSession;
  readonly conversations: readonly ConversationDetail[];
}

/** @returns undefined if nothing was said in such a session */
export async function openedSession(
  tinyagi: Client,
  { id, partner, signal }: { id: string; partner: string | undefined; signal: AbortSignal },
): Promise<PastSession | undefined> {
  if (!SESSION_ID.test(id)) return undefined;
  const conversations: ConversationDetail[] = [];
  for (;;) {
    const messageId = messageIdOf(id, conversations.length);
    const query = { messageId, channel: EDITOR_CHANNEL, limit: 1 };
    const [found] = await tinyagi.call("listConversations", { query, signal });
    if (found === undefined) break;
    conversations.push(await tinyagi.call("getConversation", { params: { id: found.id }, signal }));
  }
  const last = conversations.at(-1);
  if (last === undefined) return undefined;
  const who = partner ?? last.team ?? last.agent ?? undefined;
  const session = Object.assign(newSession(who), { id, prompts: conversations.length });
  return { session, conversations };
}
