/**
 * Takes a claim from its intent row to a committed outcome. Every path ends in exactly one commit: the message is
 * completed, retried, made a dead letter, released because its run was interrupted, or it was cancelled before.
 */
import { HarnessError, isAppError, type RunErrorInfo } from "@tinyagi/contracts";
import type { BudgetRefusal } from "../budgets/budgets.js";
import type { RunSlot } from "../dispatcher/dispatcher-contract.js";
import type { Claim } from "../queue/queue.js";
import { backgroundRoom } from "./background.js";
import {
  commit,
  commitAbort,
  commitFailure,
  commitHeld,
  commitInterrupted,
  commitLastResort,
  commitRefused,
  commitResult,
  commitStopped,
  commitWaiting,
} from "./commit.js";
import { contextOf, isReleased, type RunContext, type RunnerOptions } from "./context.js";
import { execute } from "./execute.js";
import { intentOf, recordIntent } from "./intent.js";
import type { PreparedOutcome } from "./ports.js";

/** Recorded for a run that lost its message before it ended. */
const STALE_REASON = "the message was no longer this run's";

export interface Runner {
  /** Inside the claiming transaction: the intent row and `run.started`. @returns false when the run may not start */
  onClaim(claim: Claim): boolean;
  run(slot: RunSlot): Promise<void>;
}

export function createRunner<P extends PreparedOutcome>(options: RunnerOptions<P>): Runner {
  const { budgets, circuits, clock, log, outcomes } = options;

  function onClaim(claim: Claim): boolean {
    const notOpen = options.refusalOf?.(claim);
    if (notOpen !== undefined) {
      options.queue.cancelRun(claim.id, notOpen);
      outcomes.stopped(claim);
      return false;
    }
    const intent = intentOf(options, claim);
    const room = backgroundRoom(options, claim, intent.target);
    if (room.hold !== undefined) {
      commitWaiting(options, claim, room.hold);
      return false;
    }
    const { login, hold } = circuits.admit(room.target);
    if (hold !== undefined) {
      commitHeld(options, claim, hold);
      return false;
    }
    // What a failure is followed by is chosen among the same logins.
    const { provider, model, logins } = room.target;
    const refusal = budgets.admit(claim, model);
    if (refusal !== undefined) {
      commitRefused(options, claim, refusal);
      return false;
    }
    circuits.started({ runId: claim.run_id, provider, model, login, logins });
    recordIntent(options, claim, logins === undefined ? intent : { ...intent, login });
    return true;
  }

  async function run(slot: RunSlot): Promise<void> {
    const { claim, signal } = slot;
    let context: RunContext | undefined;
    try {
      options.failpoints.hit("claim.after-commit");
      context = contextOf(options, claim);
      await attempt(slot, context);
    } catch (error) {
      if (signal.aborted)
        await commit(options, slot, () => commitAbort(options, claim, String(signal.reason)));
      else if (isAppError(error, "STALE_RUN")) {
        log.warn({ runId: claim.run_id }, "a stale result was refused");
        await commit(options, slot, () => commitAbort(options, claim, STALE_REASON));
      } else await settleFailure(slot, error, context);
    } finally {
      options.sweep(claim.run_id);
    }
  }

  async function attempt(slot: RunSlot, context: RunContext): Promise<void> {
    const { claim, signal } = slot;
    const started = clock.monotonic();
    const ends = AbortSignal.any([signal, budgets.signalOf(claim.run_id)]);
    const result = await execute(options, context, ends);
    // An answer that arrives while the daemon stops, or while it is paused, still counts; after a cancel it does not.
    if (signal.aborted && !isReleased(signal.reason)) signal.throwIfAborted();
    const prepared = await outcomes.prepare(claim, result);
    options.failpoints.hit("result.before-commit");
    await commit(options, slot, () =>
      commitResult(options, context, { result, prepared, durationMs: clock.monotonic() - started }),
    );
    options.failpoints.hit("result.after-commit");
  }

  /** The message must not stay claimed even if handling its failure fails: then it becomes a dead letter. */
  async function settleFailure(
    slot: RunSlot,
    thrown: unknown,
    context: RunContext | undefined,
  ): Promise<void> {
    const { claim } = slot;
    const reported = toRunError(thrown);
    // It is stored, and part of the reply.
    const error: RunErrorInfo = {
      ...reported,
      message: options.payloads.text(reported.message),
      hadEffects: context?.hadEffects === true,
    };
    const refusal = budgets.stopOf(claim.run_id);
    try {
      if (refusal !== undefined) {
        await settleStopped(slot, { refusal, text: partialOf(thrown) });
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

  async function settleStopped(
    slot: RunSlot,
    { refusal, text }: { refusal: BudgetRefusal; text: string },
  ): Promise<void> {
    const { claim } = slot;
    const prepared = text === "" ? undefined : await outcomes.prepare(claim, { text, deniedTools: [] });
    await commit(options, slot, () => commitStopped(options, claim, { refusal, text, prepared }));
  }

  return { onClaim, run };
}

/** What the agent had written before its run ended. */
function partialOf(error: unknown): string {
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
  if (isAppError(error)) return { class: error.retryable ? "transient" : "invalid", message: error.message };
  return {
    class: "transient",
    message: error instanceof Error ? error.message : "The run failed for an unknown reason.",
  };
}
