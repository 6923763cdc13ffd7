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
const PAGE = 200;
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

/** @param prompt from 0; empty: what all ids of the session begin with */
export function messageIdOf(session: string, prompt: number | ""): string {
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
  const found = await findPrompts(tinyagi, id, signal);
  const numbers = [...found.keys()].sort((a, b) => a - b);
  const last = numbers.at(-1);
  if (last === undefined) return undefined;
  const conversations: ConversationDetail[] = [];
  for (const number of numbers) {
    const params = { id: found.get(number) ?? "" };
    conversations.push(await tinyagi.call("getConversation", { params, signal }));
  }
  const session = Object.assign(newSession(targetOf(conversations) ?? partner), { id, prompts: last + 1 });
  return { session, conversations };
}

/** Who the prompts went to. One that began with a name may have gone to somebody else. */
function targetOf(conversations: readonly ConversationDetail[]): string | undefined {
  const last = conversations.findLast(({ text }) => !text.startsWith("@")) ?? conversations.at(-1);
  return last?.team ?? last?.agent ?? undefined;
}

/**
 * The conversations of a session by the numbers of their prompts. Numbers are missing where a prompt was refused, or its
 * conversation is deleted, so that only the first prompt, or the oldest conversation, ends the search.
 */
async function findPrompts(
  tinyagi: Client,
  session: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const prefix = messageIdOf(session, "");
  const prompts = new Map<number, string>();
  const seen = new Set<string>();
  let before: { before?: number } = {};
  while (!prompts.has(0)) {
    const query = Object.assign({ channel: EDITOR_CHANNEL, limit: PAGE }, before);
    const page = await tinyagi.call("listConversations", { query, signal });
    const unseen = page.filter(({ id }) => !seen.has(id));
    for (const { id, messageId } of unseen) {
      seen.add(id);
      const number = messageId.startsWith(prefix) ? Number(messageId.slice(prefix.length)) : Number.NaN;
      if (Number.isSafeInteger(number)) prompts.set(number, id);
    }
    const oldest = unseen.at(-1);
    if (oldest === undefined || page.length < PAGE) break;
    // Several may have begun at the same moment.
    before = { before: oldest.createdAt + 1 };
  }
  return prompts;
}
