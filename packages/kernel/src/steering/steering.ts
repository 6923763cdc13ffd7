/**
 * Commands to live runs. Text for a run is stored as a message that joins it, so that it is never lost: it ends in the
 * answer of the run, or it is processed on its own when the run fails or the daemon dies. A pause is latched: it holds
 * the message until it is resumed, also across restarts, and no time limit runs meanwhile. A refused command changes
 * nothing, says why, and is recorded. Who may steer is not checked here: the API and the inbox do that.
 */

import { AppError, type Steered } from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import { STOP } from "../dispatcher/stop-reason.js";
import type { MessageRow } from "../store/schema.js";
import { YIELD_MAX_MS } from "../store/statement/lane-order.js";
import { inject, isOpen, provide } from "./give-input.js";
import { isPaused, pause, resume } from "./pause-message.js";
import { openMessage, record } from "./record.js";
import { refused, toRefusal } from "./refusal.js";
import type { RunSteering, SteeringOptions, SteerRequest } from "./steering-contract.js";

/** Events of a run that are looked at. */
const EVENTS_MAX = 2_000;

export function createSteering(options: SteeringOptions): RunSteering {
  const { store, liveRuns } = options;
  return {
    async steer(runId, request) {
      const run = store.runs.get(runId);
      if (run === undefined) throw new AppError("NOT_FOUND", "There is no run with this id.");
      return steerRow(options, { id: run.message_row_id, runId }, request);
    },
    steerMessage: (id, request) => steerRow(options, { id }, request),
    isPaused: (id) => isPaused(options, id),
    join(row, by) {
      const live = liveRuns.ofLane(row.lane);
      if (live === undefined || !isOpen(live)) return false;
      provide(options, { live, row }, { kind: "inject", by });
      return true;
    },
    yieldTo: (row) => yieldTo(options, row),
    getLiveRun: (lane) => liveRuns.ofLane(lane),
  };
}

/** @param of.runId the run that was meant; default: the current one of the message */
async function steerRow(
  parts: SteeringOptions,
  of: { id: number; runId?: string },
  request: SteerRequest,
): Promise<Steered | undefined> {
  const { id, runId } = of;
  const row = parts.store.messages.get(id);
  if (row === undefined) throw new AppError("NOT_FOUND", "There is no message with this id.");
  const about = { ...row, run_id: runId ?? row.run_id };
  return act(parts, id, request).catch((error: unknown) =>
    recordRefusal(parts, { row: about, request }, error),
  );
}

async function act(
  parts: SteeringOptions,
  id: number,
  { command, text = "", by }: SteerRequest,
): Promise<Steered | undefined> {
  switch (command) {
    case "pause":
      await pause(parts, id, by);
      return undefined;
    case "resume":
      await resume(parts, id, by);
      return undefined;
    case "cancel": {
      const row = openMessage(parts, id);
      await parts.cancel(id, { code: "steered", by });
      await parts.store.write(() => record(parts, row, { type: "steering.cancelled", data: { by } }));
      return undefined;
    }
    default:
      if (isBlank(text)) throw refused("no_text");
      return inject(parts, id, { kind: command, text, by });
  }
}

/** The command has changed nothing: its write was rolled back. @throws `error` */
async function recordRefusal(
  parts: SteeringOptions,
  { row, request: { command, by } }: { row: MessageRow; request: SteerRequest },
  error: unknown,
): Promise<never> {
  const reason = toRefusal(error);
  if (reason !== undefined)
    await parts.store.write(() =>
      record(parts, row, { type: "steering.refused", data: { by, command, reason } }),
    );
  throw error;
}

/** As `Steering.yieldTo`. */
function yieldTo({ store, clock, liveRuns, abort }: SteeringOptions, row: MessageRow): void {
  const claim = liveRuns.ofLane(row.lane)?.claim;
  if (row.background === 1 || claim?.background !== 1) return;
  const isDue = clock.now() - claim.created_at >= YIELD_MAX_MS;
  const events = store.events.ofRunAfter(claim.run_id, 0, EVENTS_MAX);
  if (isDue || events.some(({ type }) => type === "run.tool_started")) return;
  store.afterCommit(() => abort(claim.id, STOP.yield));
}
