/** Why an answer failed, in words, and what to do about it. */
"use client";
import { visible } from "../../lib/format/text";
import { findHelp } from "../../lib/format/why";
import { words } from "../../locale/words";
import { RetryAnswer } from "./retry-answer";
import type { Turn } from "./turns";

export function AnswerFailure({ turn }: { turn: Turn }) {
  const { state, finishedAt, error, failure } = turn;
  const hasEnded = state === "failed" || (state === "held" && finishedAt !== null);
  if (!hasEnded && failure === undefined) return null;
  const help = failure && findHelp(failure.class, failure.advice);
  const runId = failure === undefined ? turn.runId : (failure.runId ?? "");
  // The thread says that it was stopped; a reply says it of each agent.
  const isTakenBack = turn.runId === "" && failure?.class === "cancelled";
  const reason = isTakenBack
    ? words.chat.answer.takenBack
    : state === "failed" || failure !== undefined
      ? error
      : undefined;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {reason !== undefined && (
        <p className={`text-13 break-words ${state === "failed" ? "text-failed" : "text-n-7"}`}>
          {visible(reason)}
        </p>
      )}
      {help && <p className="text-13">{visible(help)}</p>}
      {runId !== "" && <RetryAnswer runId={runId} node={turn.node} />}
    </div>
  );
}
