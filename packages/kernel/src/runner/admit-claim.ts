/** Inside the claiming transaction: whether a run may start now. If not, its message has ended or waits again. */
import type { Claim } from "../queue/queue-contract.js";
import { backgroundRoom } from "./background.js";
import { commitHeld, commitRefused, commitWaiting } from "./commit.js";
import type { RunnerOptions } from "./context.js";
import { recordIntent, toIntent } from "./intent.js";
import type { PreparedOutcome } from "./ports.js";

/** As `Runner.onClaim`. */
export function admitClaim<P extends PreparedOutcome>(options: RunnerOptions<P>, claim: Claim): boolean {
  const { budgets, circuits, outcomes } = options;
  const notOpen = options.toRefusal?.(claim);
  if (notOpen !== undefined) {
    options.queue.cancelRun(claim.id, { code: "not_open", said: notOpen });
    outcomes.stopped(claim);
    return false;
  }
  const intent = toIntent(options, claim);
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
  const { provider, model, logins, place } = room.target;
  const refusal = budgets.admit(claim, model);
  if (refusal !== undefined) {
    commitRefused(options, claim, refusal);
    return false;
  }
  circuits.started({ runId: claim.run_id, provider, model, login, logins, place });
  recordIntent(options, claim, logins === undefined ? intent : { ...intent, login });
  return true;
}
