/**
 * The steps of an explicit chain. The transaction that commits a step enqueues the next one. The person is always
 * notified of a step that does not run.
 */
import type { ReplyNote } from "@tinyagi/contracts";
import { answerText, type Claim, type ConversationRow, type MessageRow } from "@tinyagi/kernel";
import { carryOutputs } from "../routing/carried-output.js";
import { addNote, type ConversationContext, ownLimit } from "./context.js";
import { enqueue } from "./enqueue.js";

export interface ChainStep {
  agentId: string;
  teamId: string | null;
  instruction: string;
}

/** The steps of the explicit chain; empty when there is none. */
export function toChain(conversation: ConversationRow): ChainStep[] {
  return conversation.chain === null ? [] : JSON.parse(conversation.chain);
}

/** The note for a step that ended without a result; null when it was the last step. */
export function chainStopNote(
  conversation: ConversationRow,
  message: Pick<MessageRow, "kind" | "chain_step" | "agent_id">,
): ReplyNote | null {
  const steps = toChain(conversation).length;
  const step = (message.chain_step ?? 0) + 1;
  if (message.kind !== "chain" || step >= steps) return null;
  return { code: "chain.stopped", step, steps, agent: message.agent_id };
}

/** Enqueues the step after the one that `claim` completed. */
export function nextStep(context: ConversationContext, claim: Claim): void {
  const conversation = context.store.conversations.get(claim.conversation_id);
  if (conversation === undefined || claim.chain_step === null) return;
  const steps = toChain(conversation);
  const index = claim.chain_step + 1;
  const step = steps[index];
  if (step === undefined) return;
  if (isStopped(context, claim, { conversation, step, done: index, steps: steps.length })) return;
  enqueue(context, conversation, {
    messageId: context.newId("internal"),
    agentId: step.agentId,
    teamId: step.teamId,
    kind: "chain",
    chainStep: index,
    parentRunId: claim.run_id,
    fromAgent: claim.agent_id,
    hop: claim.hop,
    text: step.instruction.trim(),
    context: {
      chain: {
        step: index + 1,
        steps: steps.length,
        request: conversation.text.trim(),
        results: carryOutputs(earlierOutputs(context, conversation.id)),
      },
    },
  });
}

function isStopped(
  context: ConversationContext,
  claim: Claim,
  at: { conversation: ConversationRow; step: ChainStep; done: number; steps: number },
): boolean {
  const limited = ownLimit(context, at.conversation);
  if (limited === null) return false;
  context.journal.append(
    "limit.reached",
    { code: limited.code, fromAgent: claim.agent_id, toAgent: at.step.agentId, limit: limited.limit },
    {
      conversationId: at.conversation.id,
      runId: claim.run_id,
      messageRowId: claim.id,
      agentId: claim.agent_id,
    },
  );
  const { done, steps, step } = at;
  const { code: limit, limit: most } = limited;
  addNote(context, at.conversation.id, {
    text: { code: "chain.limit", limit, most, done, steps, agent: step.agentId },
    limitCode: limit,
  });
  return true;
}

/** Outputs of the completed steps, including those from earlier conversations of a replayed chain. */
function earlierOutputs(
  context: ConversationContext,
  conversationId: string,
): { agentId: string; text: string }[] {
  const outputs = new Map<number, { agentId: string; text: string }>();
  const visited = new Set<string>();
  for (
    let id: string | null = conversationId;
    id !== null && !visited.has(id);
    id = context.store.conversations.get(id)?.follow_up_of ?? null
  ) {
    visited.add(id);
    for (const message of context.store.messages.inConversation(id)) {
      const { kind, chain_step: step, status } = message;
      if (kind !== "chain" || step === null || status !== "completed" || outputs.has(step)) continue;
      outputs.set(step, { agentId: message.agent_id, text: answerText(message) });
    }
  }
  return [...outputs.entries()].sort(([a], [b]) => a - b).map(([, output]) => output);
}
