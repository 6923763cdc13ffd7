/**
 * Answers one prompt of an editor: sends it, shows the work as it happens, and ends when the conversation has ended. A cancel
 * in the editor cancels the conversation. All updates are sent before the answer.
 */
import {
  type AgentContext,
  methods,
  type PromptResponse,
  type SessionUpdate,
} from "@agentclientprotocol/sdk";
import type { Client } from "@tinyagi/client";
import { isAppError, type SendMessageBody } from "@tinyagi/contracts";
import { openEditorDesk } from "./desk.js";
import { type EditorSession, messageIdOf } from "./session.js";
import { nothingShown, replyUpdates, updatesOf } from "./updates.js";

export interface EditorTurn {
  readonly tinyagi: Client;
  readonly editor: AgentContext;
  readonly session: EditorSession;
  /** The program ends. */
  readonly signal: AbortSignal;
}

/** @throws AppError as `sendAndWait` does */
export async function takePrompt(turn: EditorTurn, body: SendMessageBody): Promise<PromptResponse> {
  const { tinyagi, editor, session, signal } = turn;
  const sessionId = session.id;
  const messageId = messageIdOf(sessionId, session.prompts);
  // Also one that is refused has used its number: the daemon may have accepted it although its answer was lost.
  session.prompts += 1;
  let sent: Promise<void> = Promise.resolve();
  const show = (updates: readonly SessionUpdate[]): void => {
    for (const update of updates)
      sent = sent
        .then(() => editor.notify(methods.client.session.update, { sessionId, update }))
        // An editor that has left reads nothing, and ends the whole turn.
        .catch(() => undefined);
  };
  const ending = new AbortController();
  const desk = openEditorDesk({
    tinyagi,
    editor,
    sessionId,
    signal: AbortSignal.any([signal, ending.signal]),
    show,
  });
  const shown = nothingShown();
  const canceller = createCanceller(tinyagi, signal);
  session.cancels.add(canceller.cancel);
  try {
    const { conversation } = await tinyagi.sendAndWait(Object.assign({}, body, { messageId }), {
      signal,
      onAccepted: ({ conversationId }) => canceller.accepted(conversationId),
      onEvent: (event) => {
        desk.event(event);
        show(updatesOf(event, shown));
      },
      onSnapshot: ({ id }) => void desk.refresh(id),
    });
    for (const reply of conversation.replies)
      if (!desk.announcements.has(reply.id)) show(replyUpdates(reply, shown));
    await sent;
    const isCancelled = (await canceller.settled()) || conversation.status === "cancelled";
    return { stopReason: isCancelled ? "cancelled" : "end_turn" };
  } finally {
    session.cancels.delete(canceller.cancel);
    ending.abort();
  }
}

/** Cancels a conversation once: at once, or as soon as it is known. */
function createCanceller(tinyagi: Client, signal: AbortSignal) {
  let id: string | undefined;
  let isWanted = false;
  let work = Promise.resolve(false);
  const act = (): void => {
    if (isWanted && id !== undefined) work = cancelOpen(tinyagi, { id, signal });
    // What it throws is thrown where the work is waited for.
    work.catch(() => undefined);
  };
  return {
    cancel: (): void => {
      if (isWanted) return;
      isWanted = true;
      act();
    },
    accepted: (conversationId: string): void => {
      id = conversationId;
      act();
    },
    /** @returns whether it cancelled something */
    settled: () => work,
  };
}

/** @returns false when it had ended by itself */
async function cancelOpen(tinyagi: Client, { id, signal }: { id: string; signal: AbortSignal }) {
  try {
    await tinyagi.call("cancelConversation", { params: { id }, signal });
    return true;
  } catch (error) {
    if (isAppError(error, "CONFLICT") || isAppError(error, "NOT_FOUND")) return false;
    throw error;
  }
}
