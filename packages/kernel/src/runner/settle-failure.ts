/** The one commit of a run that failed, was stopped by a budget, or lost its message. */
import { HarnessError, isAppError, type RunErrorInfo } from "@tinyagi/contracts";
import type { BudgetRefusal } from "../budgets/budgets.js";
import type { RunSlot } from "../dispatcher/dispatcher-contract.js";
import {
  commit,
  commitAbort,
  commitFailure,
  commitInterrupted,
  commitLastResort,
  commitStopped,
} from "./commit.js";
import type { RunContext, RunnerOptions } from "./context.js";
import type { PreparedOutcome } from "./ports.js";
import { STALE_REASON } from "./stop-why.js";

/** The message must not stay claimed even if handling its failure fails: then it becomes a dead letter. */
export async function settleFailure<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  { slot, context }: { slot: RunSlot; context: RunContext | undefined },
  thrown: unknown,
): Promise<void> {
  const { budgets, log } = options;
  const { claim } = slot;
  const reported = toRunError(thrown);
  // It is stored, and part of the reply.
  const error: RunErrorInfo = {
    ...reported,
    message: options.payloads.text(reported.message),
    hadEffects: context?.hadEffects === true,
  };
  const refusal = budgets.findStop(claim.run_id);
  try {
    if (refusal !== undefined) {
      await settleStopped(options, slot, { refusal, text: getPartialText(thrown) });
      return;
    }
    const settle = error.class === "interrupted" ? commitInterrupted : commitFailure;
    await commit(options, slot, () => settle(options, { claim, context }, error));
  } catch (cause) {
    if (isAppError(cause, "STORE_UNAVAILABLE")) throw cause;
    if (isAppError(cause, "STALE_RUN"))
      return commit(options, slot, () => commitAbort(options, claim, STALE_REASON));
    log.error(
      { err: cause, runId: claim.run_id },
      "a failure could not be handled; the message becomes a dead letter",
    );
    await commit(options, slot, () => commitLastResort(options, claim, error.message));
  }
}

async function settleStopped<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  slot: RunSlot,
  { refusal, text }: { refusal: BudgetRefusal; text: string },
): Promise<void> {
  const { claim } = slot;
  const prepared = text === "" ? undefined : await options.outcomes.prepare(claim, { text, deniedTools: [] });
  await commit(options, slot, () => commitStopped(options, claim, { refusal, text, prepared }));
}

/** What the agent had written before its run ended. */
function getPartialText(error: unknown): string {
  return error instanceof HarnessError ? (error.partialText ?? "").trim() : "";
}

function toRunError(error: unknown): RunErrorInfo {
  if (error instanceof HarnessError) {
    return {
      class: error.class,
      message: error.message,
      cause: error.failureCause,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      ...(error.modelOnly ? { modelOnly: true } : {}),
    };
  }
  // The worker went away while its workspace was prepared: no attempt of the agent is counted for that.
  if (isAppError(error, "PLACE_OFFLINE")) return { class: "interrupted", message: error.message };
  if (isAppError(error)) return { class: error.retryable ? "transient" : "invalid", message: error.message };
  return {
    class: "transient",
    message: error instanceof Error ? error.message : "The run failed for an unknown reason.",
  };
}
