/**
 * What an agent does for its conversation while its run goes on: the same acts as the tags of a final output, under the
 * same limits. Each one is committed before the agent learns of it. A refusal is an error for the agent alone.
 */
import { AppError, isAppError } from "@tinyagi/contracts";
import { type Claim, type MessageRow, renderPrompt } from "@tinyagi/kernel";
import type { AwaitedAnswer } from "./awaited-contract.js";
import { type ConversationContext, getLimits } from "./context.js";
import { handOverNow } from "./handoff.js";
import { postToRoom } from "./room.js";

/** Runs whose posts are counted; the oldest is dropped first. */
const RUNS_REMEMBERED = 1_000;

export interface RunActs {
  /**
   * Hands work over to a teammate, by id or name.
   *
   * @returns the teammate's message
   * @throws AppError `FORBIDDEN` for anyone else, `CONFLICT` at a limit, `STALE_RUN` when the run has ended
   */
  handOver(runId: string, handoff: { to: string; text: string }): Promise<MessageRow>;
  /**
   * Waits for the answer to a message that the run handed over. When the wait is cancelled, the teammate goes on, and its
   * answer is part of the reply to the person.
   *
   * @throws AppError `CONFLICT` when the teammate waits for this run, `STALE_RUN`
   */
  answer(runId: string, message: MessageRow, signal: AbortSignal): Promise<AwaitedAnswer>;
  /**
   * Posts in the chat room of one of the agent's teams. A limit of the conversation may keep the post from members; the
   * room or the person is notified then, as for a tag.
   *
   * @returns the id of the post
   * @throws AppError `FORBIDDEN`, `CONFLICT`, `STALE_RUN`
   */
  post(runId: string, post: { teamId: string; text: string }): Promise<number>;
}

export function createRunActs(context: ConversationContext): RunActs {
  const posts = new Map<string, number>();

  /** Inside the write that posts. */
  function countPost(runId: string, max: number): void {
    const before = posts.get(runId) ?? 0;
    if (before >= max)
      throw new AppError(
        "CONFLICT",
        `Stopped by LIMIT_FAN_OUT: one run posts at most ${max} times. Put the rest into your answer.`,
      );
    posts.set(runId, before + 1);
    context.store.afterRollback(() => void posts.set(runId, before));
    const [oldest] = posts.keys();
    if (posts.size > RUNS_REMEMBERED && oldest !== undefined) posts.delete(oldest);
  }

  return {
    async handOver(runId, handoff) {
      const text = requireText(handoff.text);
      const handed = await context.store.write(() => {
        const claim = liveClaim(context, runId);
        if (claim.kind === "summary")
          throw new AppError("FORBIDDEN", "A summary cannot hand work over. Write the reply to the person.");
        return handOverNow(context, claim, { to: handoff.to, text });
      });
      if (isAppError(handed)) throw handed;
      return handed;
    },
    async answer(runId, message, signal) {
      const { lane } = liveClaim(context, runId);
      return context.awaited.wait({ runId, lane }, message, signal);
    },
    async post(runId, post) {
      const text = requireText(post.text);
      return context.store.write(() => {
        const claim = liveClaim(context, runId);
        const conversation = context.store.conversations.get(claim.conversation_id);
        if (conversation === undefined) throw new Error(`message ${claim.id} has no conversation`);
        if (context.directory().teams.get(post.teamId)?.agents.includes(claim.agent_id) !== true)
          throw new AppError(
            "FORBIDDEN",
            "You are not a member of that team. Use list_team to see your teams.",
          );
        countPost(runId, getLimits(conversation).fanOut);
        return postToRoom(context, conversation, {
          teamId: post.teamId,
          from: claim.agent_id,
          text,
          hop: claim.hop + 1,
          parentRunId: runId,
        });
      });
    },
  };
}

function requireText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new AppError("INVALID_INPUT", "Text must not be empty.");
  return trimmed;
}

/** The message that a run works on. @throws AppError `STALE_RUN` */
function liveClaim({ store }: ConversationContext, runId: string): Claim {
  const run = store.runs.get(runId);
  const message = run === undefined ? undefined : store.messages.get(run.message_row_id);
  if (message?.status !== "processing" || message.run_id !== runId || message.boot_id === null)
    throw new AppError("STALE_RUN", "This run has ended, so it can do nothing more.");
  return { ...message, run_id: runId, boot_id: message.boot_id, batch: [], prompt: renderPrompt(message) };
}
