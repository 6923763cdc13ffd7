/** What the conversation service offers to agents that wait for an answer. Types only. */
import type { MessageRow } from "@tinyagi/kernel";

export interface AwaitedAnswer {
  status: "completed" | "failed";
  /** What the agent answered, or why it did not. */
  text: string;
}

export interface AwaitedAnswers {
  /**
   * Resolves when the message has ended.
   *
   * @throws AppError `CONFLICT` when its agent waits for the asker, and the signal's reason
   */
  wait(
    asker: { runId: string; lane: string },
    message: MessageRow,
    signal: AbortSignal,
  ): Promise<AwaitedAnswer>;
  /** Inside the write that completes a run: the answers it got need not be reported again. */
  cover(runId: string): void;
}
