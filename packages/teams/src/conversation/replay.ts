/** Ended messages that run again: dead letters, and work that a budget stopped. In a follow-up if their conversation has closed. */
import { AppError, type BudgetFact } from "@tinyagi/contracts";
import { toSubAgent } from "@tinyagi/features";
import {
  awaitedProvider,
  type ConversationRow,
  isCounted,
  type MessageRow,
  toFailureFact,
} from "@tinyagi/kernel";
import { adviceText } from "@tinyagi/views";
import { chainStopNote } from "./chain.js";
import { addNote, type ConversationContext, dropNote } from "./context.js";
import { openFollowUp } from "./open.js";
import { ended } from "./outcome.js";

/**
 * Retries a dead letter. Room posts that failed in one run are retried together.
 *
 * @returns the conversation the message now belongs to
 * @throws AppError `NOT_FOUND` when there is no dead letter with that id, `CONFLICT` for that of a sub-agent
 */
export async function replayDead(context: ConversationContext, id: number): Promise<string> {
  return context.store.write(() => {
    const { row } = deadLetter(context, id);
    const owners = new Map<number, string>();
    for (const member of context.queue.deadWith(row)) owners.set(member.id, replayOne(context, member.id));
    context.offer(row.lane);
    return owners.get(id) ?? row.conversation_id;
  });
}

/** A message that waits for another attempt, and for nobody else, is tried now. */
export async function tryNow({ store, clock, offer }: ConversationContext, id: number): Promise<void> {
  await store.write(() => {
    const row = store.messages.get(id);
    if (row !== undefined && store.messages.tryNow(id, clock.now()) > 0) offer(row.lane);
  });
}

/** The end of a sentence. */
function retryText({ store }: ConversationContext, row: MessageRow): string {
  const known = { message: row.id, subAgent: toSubAgent(store, row) };
  const text = adviceText({ code: "retry", ...known, cause: null, provider: null, errorClass: null });
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function replayOne(context: ConversationContext, id: number): string {
  const { row, conversation } = deadLetter(context, id);
  if (row.kind === "node")
    throw new AppError(
      "CONFLICT",
      `This is the message of a sub-agent. It runs again in its graph: ${retryText(context, row)}`,
    );
  const owner = getOwner(context, row, conversation);
  context.spawns?.retried(context.queue.replay(id, owner.id));
  return owner.id;
}

/**
 * Inside a write: continues work that a budget stopped. Messages of one conversation continue in one follow-up. A
 * sub-agent is left out: the message that asked for it continues, with the results that exist.
 */
export function resumeStopped(context: ConversationContext, ids: readonly number[], budget: string): void {
  const followUps = new Map<string, ConversationRow>();
  for (const id of ids) {
    const row = context.store.messages.get(id);
    const conversation = row && context.store.conversations.get(row.conversation_id);
    if (row === undefined || conversation === undefined || row.status !== "cancelled" || row.kind === "node")
      continue;
    const owner = followUps.get(conversation.id) ?? getOwner(context, row, conversation);
    followUps.set(conversation.id, owner);
    // Its graph continues where it was.
    context.spawns?.retried(context.queue.resume(id, { conversationId: owner.id, budget }));
    context.offer(row.lane);
  }
}

/** Inside a write: no one raised the budget for which a message waits. @returns false when it does not wait */
export function refuseHeld(context: ConversationContext, id: number, why: BudgetFact): boolean {
  const row = context.queue.refuse(id, why);
  if (row !== undefined) ended(context, row);
  return row !== undefined;
}

/** The conversation that a message continues in: its own, or a follow-up if that has closed. */
function getOwner(
  context: ConversationContext,
  row: MessageRow,
  conversation: ConversationRow,
): ConversationRow {
  const owner =
    conversation.status === "open"
      ? conversation
      : openFollowUp(context, conversation, { agentId: row.agent_id, teamId: row.team_id });
  const stopped = chainStopNote(conversation, row);
  if (stopped !== null) dropNote(context, owner.id, stopped);
  return owner;
}

/**
 * Deletes a dead letter. If its sender was not notified of the failure yet, the reply still reports it.
 *
 * @throws AppError `NOT_FOUND` when there is no dead letter with that id
 */
export async function deleteDead(context: ConversationContext, id: number): Promise<void> {
  await context.store.write(() => {
    const { row, conversation } = deadLetter(context, id);
    context.queue.deleteDead(id);
    if (row.reported === 1 || !isCounted(row)) return;
    const fact = toFailureFact(row);
    addNote(context, conversation.id, {
      text: { code: "deleted", agent: row.agent_id, error: row.last_error, ...(fact && { fact }) },
    });
  });
}

function deadLetter(
  context: ConversationContext,
  id: number,
): { row: MessageRow; conversation: ConversationRow } {
  const row = context.store.messages.get(id);
  const conversation = row === undefined ? undefined : context.store.conversations.get(row.conversation_id);
  const provider = row === undefined ? undefined : awaitedProvider(row);
  if (provider !== undefined)
    throw new AppError(
      "CONFLICT",
      `This message is no dead letter: it waits for the provider ${provider} and goes on by itself. To try at once: tinyagi provider resume ${provider}`,
    );
  if (row === undefined || conversation === undefined || row.status !== "dead")
    throw new AppError("NOT_FOUND", "dead message not found");
  return { row, conversation };
}
