/**
 * Takes a claim from its intent row to a committed outcome. Every path ends in exactly one commit: the message is
 * completed, retried, made a dead letter, released because its run was interrupted, or it was cancelled before.
 */
import { isAppError } from "@tinyagi/contracts";
import type { RunSlot } from "../dispatcher/dispatcher-contract.js";
import type { Claim } from "../queue/queue.js";
import { admitClaim } from "./admit-claim.js";
import { commit, commitAbort, commitResult } from "./commit.js";
import { buildContext, isReleased, type RunContext, type RunnerOptions } from "./context.js";
import { execute } from "./execute.js";
import type { PreparedOutcome } from "./ports.js";
import { settleFailure } from "./settle-failure.js";
import { STALE_REASON } from "./stop-why.js";

export interface Runner {
  /** Inside the claiming transaction: the intent row and `run.started`. @returns false when the run may not start */
  onClaim(claim: Claim): boolean;
  run(slot: RunSlot): Promise<void>;
}

export function createRunner<P extends PreparedOutcome>(options: RunnerOptions<P>): Runner {
  return {
    onClaim: (claim) => admitClaim(options, claim),
    run: (slot) => runClaim(options, slot),
  };
}

/** As `Runner.run`. */
async function runClaim<P extends PreparedOutcome>(options: RunnerOptions<P>, slot: RunSlot): Promise<void> {
  const { claim, signal } = slot;
  let context: RunContext | undefined;
  try {
    options.failpoints.hit("claim.after-commit");
    context = buildContext(options, claim);
    await attempt(options, slot, context);
  } catch (error) {
    if (signal.aborted) await commit(options, slot, () => commitAbort(options, claim, String(signal.reason)));
    else if (isAppError(error, "STALE_RUN")) {
      options.log.warn({ runId: claim.run_id }, "a stale result was refused");
      await commit(options, slot, () => commitAbort(options, claim, STALE_REASON));
    } else await settleFailure(options, { slot, context }, error);
  } finally {
    options.sweep(claim.run_id);
  }
}

async function attempt<P extends PreparedOutcome>(
  options: RunnerOptions<P>,
  slot: RunSlot,
  context: RunContext,
): Promise<void> {
  const { budgets, clock, outcomes } = options;
  const { claim, signal } = slot;
  const started = clock.monotonic();
  const ends = AbortSignal.any([signal, budgets.getSignal(claim.run_id)]);
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
