/**
 * The steps of an explicit chain. The next one is enqueued in the transaction that commits the one before; a step
 * that does not come is always said to the person.
 */
import type { Claim, ConversationRow, MessageRow } from "@tinyagi/core";
import { renderChainStep } from "../routing/envelope.js";
import { carryOutputs } from "./carried-output.js";
import { addNote, type ConversationContext, ownLimit } from "./context.js";
import { enqueue } from "./enqueue.js";

export interface ChainStep {
  agentId: string;
  teamId: string | null;
  instruction: string;
}

/** Steps of the explicit chain, or none. */
export function chainOf(conversation: ConversationRow): ChainStep[] {
  return conversation.chain === null ? [] : JSON.parse(conversation.chain);
}

/** What is said when a step ended without a result, or null when it was the last one. */
export function chainStopNote(
  conversation: ConversationRow,
  message: Pick<MessageRow, "kind" | "chain_step" | "agent_id">,
): string | null {
  const steps = chainOf(conversation).length;
  const step = (message.chain_step ?? 0) + 1;
  if (message.kind !== "chain" || step >= steps) return null;
  return `The chain stopped at step ${step} of ${steps} (@${message.agent_id}); the steps after it did not run.`;
}

/** Goes on with the step behind the one that `claim` completed. */
export function nextStep(context: ConversationContext, claim: Claim): void {
  const conversation = context.store.conversations.get(claim.conversation_id);
  if (conversation === undefined || claim.chain_step === null) return;
  const steps = chainOf(conversation);
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
    text: renderChainStep({
      original: conversation.text,
      instruction: step.instruction,
      step: index + 1,
      steps: steps.length,
      outputs: carryOutputs(earlierOutputs(context, conversation.id)),
    }),
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
  const what =
    limited.code === "LIMIT_DURATION" ? "the time limit" : `the limit of ${limited.limit} messages`;
  addNote(context, at.conversation.id, {
    text: `Stopped by ${limited.code}: the chain ended after step ${at.done} of ${at.steps}, because ${what} of the conversation was reached; @${at.step.agentId} was not asked.`,
    limitCode: limited.code,
  });
  return true;
}

/** Outputs of the steps done so far, across the conversations a replayed chain went through. */
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
      outputs.set(step, { agentId: message.agent_id, text: message.result_text ?? "" });
    }
  }
  return [...outputs.entries()].sort(([a], [b]) => a - b).map(([, output]) => output);
}
