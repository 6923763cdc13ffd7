/**
 * What a run's end means for its conversation. `prepare` does what needs time and I/O before the commit; the
 * others run inside the transaction that commits the run, so result, handoffs, room posts, next chain step and
 * reply are durable together or not at all.
 */
import type { RunErrorInfo } from "@tinyagi/contracts";
import type { Claim, InvokeResult, OutcomePort, PreparedOutcome, RetryDecision } from "@tinyagi/core";
import { type AgentOutput, parseAgentOutput } from "../routing/agent-output.js";
import { renderChainStep } from "../routing/envelope.js";
import { closeIfDone } from "./close.js";
import { addNote, type ConversationContext, chainOf, isCounted } from "./context.js";
import { enqueue } from "./enqueue.js";
import { applyHandoffs, applyRoomPosts } from "./handoff.js";
import { failureText, sendReply } from "./reply.js";
import { writePost } from "./room.js";

/** A wait the provider asked for beyond this is told to the person at once. */
const LONG_WAIT_MS = 5 * 60_000;

export interface ConversationOutcome extends PreparedOutcome {
  output: AgentOutput;
  deniedFiles: readonly string[];
}

export type ResolveFile = (
  agentId: string,
  requested: string,
) => Promise<{ ok: true; path: string } | { ok: false; reason: string }>;

export function createOutcomes(
  context: ConversationContext,
  resolveFile: ResolveFile,
): OutcomePort<ConversationOutcome> {
  return {
    async prepare(claim, result) {
      const output = parseAgentOutput(result.text);
      const files: string[] = [];
      const deniedFiles: string[] = [];
      for (const requested of output.files) {
        const file = await resolveFile(claim.agent_id, requested);
        if (file.ok) files.push(file.path);
        else deniedFiles.push(file.reason);
      }
      return { output, files, deniedFiles, readable: readableOf(output, result, deniedFiles) };
    },
    completed: (claim, prepared) => completed(context, claim, prepared),
    failed: (claim, error, decision) => failed(context, claim, { error, decision }),
  };
}

function readableOf(output: AgentOutput, result: InvokeResult, deniedFiles: readonly string[]): string {
  const parts = [output.readable];
  if (deniedFiles.length > 0)
    parts.push(
      `_(${deniedFiles.length === 1 ? "A file was" : `${deniedFiles.length} files were`} not attached: ${[...new Set(deniedFiles)].join("; ")})_`,
    );
  if (result.deniedTools.length > 0)
    parts.push(`_(Not allowed by the agent's permissions: ${result.deniedTools.join(", ")})_`);
  if (result.rebuiltFrom !== undefined)
    parts.push("_(The earlier session was lost; this answer began a new one.)_");
  return parts.filter((part) => part !== "").join("\n\n");
}

function completed(context: ConversationContext, claim: Claim, prepared: ConversationOutcome): void {
  const scope = {
    conversationId: claim.conversation_id,
    runId: claim.run_id,
    messageRowId: claim.id,
    agentId: claim.agent_id,
  };
  for (const reason of prepared.deniedFiles)
    context.journal.append("file.denied", { agent: claim.agent_id, reason }, scope);
  // A closing summary answers the person; whatever it still tags is shown, not delivered, or leader mode would never end.
  if (claim.kind !== "summary") applyHandoffs(context, claim, prepared.output);
  applyRoomPosts(context, claim, prepared.output);
  if (claim.kind === "chain") nextStep(context, claim);
  streamOne(context, claim);
  if (waitsForRetry(context, claim.conversation_id))
    context.scheduleNotice(claim.conversation_id, context.settings().conversations.retryNoticeMs);
  closeIfDone(context, claim.conversation_id);
}

function failed(
  context: ConversationContext,
  claim: Claim,
  outcome: { error: RunErrorInfo; decision: RetryDecision },
): void {
  if (outcome.decision.kind === "retry") {
    const long = outcome.decision.delayMs > LONG_WAIT_MS;
    const delayMs = long ? 0 : context.settings().conversations.retryNoticeMs;
    context.store.afterCommit(() => context.scheduleNotice(claim.conversation_id, delayMs));
    return;
  }
  ended(context, claim);
}

/** A message died or was cancelled: the chain ends, the room or the person is told. */
export function ended(
  context: ConversationContext,
  message: { id: number; conversation_id: string; kind: string; chain_step: number | null },
): void {
  const row = context.store.messages.get(message.id);
  const conversation = context.store.conversations.get(message.conversation_id);
  if (row === undefined || conversation === undefined) return;
  if (row.kind === "room" && row.team_id !== null) {
    writePost(
      context,
      { teamId: row.team_id, from: "system", text: `@${row.agent_id} ${failureText(row)}` },
      conversation.id,
    );
  }
  if (row.kind === "chain") {
    const steps = chainOf(conversation).length;
    const step = (row.chain_step ?? 0) + 1;
    if (step < steps)
      addNote(
        context,
        conversation.id,
        `The chain stopped at step ${step} of ${steps} (@${row.agent_id}); the steps after it did not run.`,
      );
  }
  streamOne(context, row);
  closeIfDone(context, conversation.id);
}

function streamOne(context: ConversationContext, claim: { id: number; conversation_id: string }): void {
  const conversation = context.store.conversations.get(claim.conversation_id);
  const message = context.store.messages.get(claim.id);
  if (
    conversation?.join_mode !== "stream" ||
    conversation.status !== "open" ||
    message === undefined ||
    !isCounted(message) ||
    message.reported === 1
  )
    return;
  sendReply(context, conversation, [message]);
}

function nextStep(context: ConversationContext, claim: Claim): void {
  const conversation = context.store.conversations.get(claim.conversation_id);
  if (conversation === undefined || claim.chain_step === null) return;
  const steps = chainOf(conversation);
  const index = claim.chain_step + 1;
  const step = steps[index];
  if (step === undefined) return;
  if (context.clock.now() > conversation.deadline_at) {
    context.journal.append(
      "limit.reached",
      {
        code: "LIMIT_DURATION",
        fromAgent: claim.agent_id,
        toAgent: step.agentId,
        limit: conversation.deadline_at - conversation.created_at,
      },
      { conversationId: conversation.id },
    );
    addNote(
      context,
      conversation.id,
      `The chain stopped after step ${index} of ${steps.length}: the time limit of the conversation was reached.`,
      "LIMIT_DURATION",
    );
    return;
  }
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
      outputs: earlierOutputs(context, conversation.id),
    }),
  });
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
      if (
        message.kind !== "chain" ||
        message.chain_step === null ||
        message.status !== "completed" ||
        outputs.has(message.chain_step)
      )
        continue;
      outputs.set(message.chain_step, { agentId: message.agent_id, text: message.result_text ?? "" });
    }
  }
  return [...outputs.entries()].sort(([a], [b]) => a - b).map(([, output]) => output);
}

function waitsForRetry(context: ConversationContext, conversationId: string): boolean {
  return context.store.messages
    .openInConversation(conversationId)
    .some((message) => message.status === "pending" && message.not_before !== null);
}
