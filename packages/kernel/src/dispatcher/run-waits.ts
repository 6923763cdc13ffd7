/**
 * Runs that wait inside a tool call: for another agent, for sub-agents, for a person. While a run waits it takes no place
 * of a live agent, so that what it waits for can run, and it is not idle. Its lane stays busy, and the limit of its whole
 * time goes on. Several tool calls of one run may wait at once: the run has its place back when the last of them has
 * ended, since no model goes on before it has all results.
 */

import type { Log, NewId } from "@tinyagi/base";
import type { WaitingState, WaitReason } from "@tinyagi/contracts";
import { runScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { Claim } from "../queue/queue-contract.js";
import type { Store } from "../store/store.js";
import type { Absence, Dispatcher } from "./dispatcher-contract.js";

export interface RunWaits {
  /**
   * Does `work` while the run waits, and returns when the run has its place back.
   *
   * @param work its signal aborts when the run ends
   * @throws AppError `STALE_RUN` when no such run is live, and what `work` throws
   */
  during<T>(runId: string, reason: WaitReason, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** For the harness of a run. */
  stateOf(runId: string): WaitingState;
}

export interface RunWaitsOptions {
  store: Store;
  journal: Journal;
  newId: NewId;
  log: Log;
  leave: Dispatcher["leave"];
}

interface Waiting {
  count: number;
  absence: Absence;
}

export function createRunWaits(options: RunWaitsOptions): RunWaits {
  const waiting = new Map<string, Waiting>();
  const listeners = new Map<string, Set<(waits: boolean) => void>>();

  function tell(runId: string): void {
    const waits = waiting.has(runId);
    for (const listener of listeners.get(runId) ?? []) listener(waits);
  }

  function begin(runId: string): Waiting {
    const known = waiting.get(runId);
    if (known !== undefined) {
      known.count += 1;
      return known;
    }
    const begun = { count: 1, absence: options.leave(runId) };
    waiting.set(runId, begun);
    tell(runId);
    return begun;
  }

  async function end(runId: string, wait: Waiting): Promise<void> {
    wait.count -= 1;
    if (wait.count > 0) return;
    await wait.absence.back();
    if (waiting.get(runId) !== wait) return;
    if (wait.count > 0 && !wait.absence.signal.aborted) {
      // Another tool call began to wait while the run came back.
      wait.absence = options.leave(runId);
      return;
    }
    waiting.delete(runId);
    tell(runId);
  }

  return {
    async during(runId, reason, work) {
      const wait = begin(runId);
      const { claim, signal } = wait.absence;
      const data = { agent: claim.agent_id, waitId: options.newId("wait"), reason };
      let outcome: "done" | "failed" = "failed";
      record(options, claim, () => options.journal.append("wait.started", data, runScope(claim)));
      try {
        const result = await work(signal);
        outcome = "done";
        return result;
      } finally {
        await end(runId, wait);
        record(options, claim, () =>
          options.journal.append("wait.ended", { ...data, outcome }, runScope(claim)),
        );
      }
    },
    stateOf: (runId) => ({
      watch(listener) {
        const own = listeners.get(runId) ?? new Set();
        listeners.set(runId, own.add(listener));
        if (waiting.has(runId)) listener(true);
        return () => {
          own.delete(listener);
          if (own.size === 0) listeners.delete(runId);
        };
      },
    }),
  };
}

function record({ store, log }: RunWaitsOptions, claim: Claim, append: () => void): void {
  store.writeSoon(append).catch((error: unknown) => {
    log.error({ err: error, runId: claim.run_id }, "the wait of a run could not be recorded");
  });
}
