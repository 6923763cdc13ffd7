/**
 * Answers that a running agent waits for, instead of leaving them to the joined reply. Two agents never wait for each
 * other: the second one is refused. An answer that the asker has got is left out of the joined reply when the asker
 * answers itself, because its own answer covers it. If the asker fails, the person still gets it.
 */
import { AppError } from "@tinyagi/contracts";
import { answerText, type MessageRow } from "@tinyagi/kernel";
import { readableOutput } from "../routing/agent-output.js";
import type { AwaitedAnswer, AwaitedAnswers } from "./awaited-contract.js";
import { type ConversationContext, isOpen } from "./context.js";
import { failureText } from "./reply.js";

/** Runs whose answers are remembered; the oldest is dropped first. */
const RUNS_REMEMBERED = 1_000;

export function createAwaitedAnswers(
  context: Pick<ConversationContext, "store" | "journal">,
): AwaitedAnswers {
  const { store, journal } = context;
  /** The lanes that each waiting lane waits for. */
  const waitsFor = new Map<string, string[]>();
  const answered = new Map<string, number[]>();

  function reaches(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (waitsFor.get(from) ?? []).some((next) => reaches(next, to, seen));
  }

  function remember(runId: string, messageRowId: number): void {
    answered.set(runId, [...(answered.get(runId) ?? []), messageRowId]);
    const [oldest] = answered.keys();
    if (answered.size > RUNS_REMEMBERED && oldest !== undefined) answered.delete(oldest);
  }

  return {
    async wait({ runId, lane }, message, signal) {
      if (reaches(message.lane, lane))
        throw new AppError(
          "CONFLICT",
          `@${message.agent_id} waits for your answer, so you cannot wait for its answer. It has your message and works on it when you have ended.`,
        );
      waitsFor.set(lane, [...(waitsFor.get(lane) ?? []), message.lane]);
      try {
        const ended = await getEnd(message.id, signal);
        if (ended.status === "completed") remember(runId, ended.id);
        return toAnswer(ended);
      } finally {
        const left = waitsFor.get(lane) ?? [];
        left.splice(left.indexOf(message.lane), 1);
        if (left.length === 0) waitsFor.delete(lane);
      }
    },
    cover(runId) {
      for (const id of answered.get(runId) ?? []) store.messages.markReported(id);
      store.afterCommit(() => void answered.delete(runId));
    },
  };

  function getEnd(id: number, signal: AbortSignal): Promise<MessageRow> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const row = store.messages.get(id);
        if (row !== undefined && isOpen(row)) return;
        finish();
        if (row === undefined) reject(new AppError("NOT_FOUND", "The message was deleted."));
        else resolve(row);
      };
      const abort = () => {
        finish();
        reject(
          signal.reason instanceof Error ? signal.reason : new AppError("CANCELLED", "The wait has ended."),
        );
      };
      function finish(): void {
        unsubscribe();
        signal.removeEventListener("abort", abort);
      }
      // Every end of a message has an event, and events come after their commit.
      const unsubscribe = journal.subscribe((event) => {
        if (event.messageRowId === id && event.type !== "run.progressed") look();
      });
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      else look();
    });
  }
}

function toAnswer(row: MessageRow): AwaitedAnswer {
  if (row.status !== "completed") return { status: "failed", text: failureText(row) };
  return { status: "completed", text: readableOutput(answerText(row)) };
}
