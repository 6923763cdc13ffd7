/**
 * Runs agents on a worker, as an invoker would here. A run waits until the worker has a place for it. One that an earlier
 * daemon placed goes on.
 */
import { type HarnessContext, HarnessError, type InvokeRequest, type InvokeResult } from "@tinyagi/contracts";
import type { WorkerHub } from "../engine/hub-shell.js";
import type { NewRun } from "../messages.js";
import {
  createOpenRuns,
  interrupted,
  LOST,
  type OpenRuns,
  type OpenRunsOptions,
  type OpenTurn,
  REMOVED,
  type RunEvent,
  turnKey,
} from "./open-runs.js";
import type { RunApi } from "./run-api.js";
import { toPlacedRequest } from "./run-request.js";

/** A worker that is not heard for so long after a start of the daemon is waited for no longer. */
const ADOPT_MS = 30_000;

/** `files`: places below the folder of received files that were brought there. */
export type RemoteRequest = InvokeRequest & { readonly files?: readonly string[] };

export interface RemoteInvoker extends Pick<OpenRuns, "settled" | "taken"> {
  /** @throws HarnessError, for every failure. `interrupted`: the run has no result and may be repeated */
  invoke(request: RemoteRequest, context: HarnessContext): Promise<InvokeResult>;
  /**
   * Goes on with a run that an earlier daemon placed.
   *
   * @throws HarnessError as `invoke`; `interrupted` also when the worker is not heard in time, or does not have it
   */
  adopt(turn: OpenTurn, context: HarnessContext): Promise<InvokeResult>;
  /** What the hub tells of runs. */
  take(event: RunEvent): void;
  /** The worker may have a place now, or is silent. */
  changed(): void;
  /** Nothing runs there any more: its runs are interrupted. */
  close(): void;
  /** Of an open run that may call the API. */
  apiOf(key: string): RunApi | undefined;
}

type Hub = Pick<WorkerHub, "place" | "abort" | "whyNotPlaced" | "isSilent" | "settle" | "state">;

export interface RemoteInvokerOptions extends Omit<OpenRunsOptions, "hub"> {
  readonly hub: () => Hub;
  /** The settings that the worker needs for a run. */
  readonly settingsFor: (request: InvokeRequest) => NewRun["request"];
}

export function createRemoteInvoker(options: RemoteInvokerOptions): RemoteInvoker {
  const { hub, records } = options;
  const runs = createOpenRuns(options);
  const changes = createChanges();
  let turns = 0;
  let isClosed = false;
  return {
    async invoke(request, context) {
      const { signal } = context;
      const { runId } = request;
      const lane = laneOf(request);
      let key: string | undefined;
      // Nothing may come between the last look at the worker and the placing.
      for (;;) {
        if (signal.aborted) throw interrupted("The run was stopped before the worker had a place for it.");
        if (isClosed) throw interrupted(REMOVED);
        if (hub().whyNotPlaced(lane) !== null) await changes.next(signal);
        else if (key !== undefined) return place(options, runs, { key, request, context });
        else {
          turns += 1;
          // A daemon that starts again counts from the beginning. Before its first session it has the epoch of the one before.
          key = turnKey(runId, `${hub().state().epoch}.${turns}`);
          await records?.placing({ runId, key, lane, turn: context.turn });
        }
      }
    },
    adopt: (turn, context) => adopt(hub, runs, { turn, context }),
    settled: runs.settled,
    taken: runs.taken,
    take: runs.hear,
    apiOf: runs.apiOf,
    close() {
      isClosed = true;
      runs.interrupt(REMOVED, () => true);
      changes.note();
    },
    changed() {
      changes.note();
      if (hub().isSilent()) runs.interrupt(LOST, ({ signal }) => signal.aborted);
    },
  };
}

interface Placing {
  readonly key: string;
  readonly request: RemoteRequest;
  readonly context: HarnessContext;
}

function place(
  { hub, settingsFor }: RemoteInvokerOptions,
  runs: OpenRuns,
  { key, request: { files = [], ...request }, context }: Placing,
): Promise<InvokeResult> {
  const { runId, agentId } = request;
  return runs.follow({ key, runId, agentId }, context, ({ api, reject }) => {
    const settings = settingsFor(request);
    const conversationId = api?.conversationId ?? null;
    const sent = toSent({ request, settings, conversationId, files });
    try {
      hub().place({ key, lane: laneOf(request), request: sent });
    } catch (cause) {
      reject(new HarnessError("invalid", "The message is too long to be sent to the worker.", { cause }));
    }
  });
}

async function adopt(
  hub: () => Hub,
  runs: OpenRuns,
  { turn, context }: { turn: OpenTurn; context: HarnessContext },
): Promise<InvokeResult> {
  const { key } = turn;
  const { epoch, session } = hub().state();
  const said = runs.takeEarly(key);
  if (said === undefined) throw interrupted(LOST);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await runs.follow(turn, context, ({ reject }) => {
      for (const event of said) runs.hear(event);
      if (session !== null) return;
      timer = setTimeout(() => {
        // With a session since then, it is known whether the worker has it.
        if (hub().state().epoch !== epoch) return;
        hub().abort(key, LOST);
        reject(interrupted(LOST));
      }, ADOPT_MS);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** As JSON has it: what a worker reads. */
function toSent({
  request,
  ...more
}: {
  request: InvokeRequest;
  [name: string]: unknown;
}): NewRun["request"] {
  return JSON.parse(JSON.stringify({ request: toPlacedRequest(request), ...more }));
}

/** Lets runs wait until something is different at the worker. */
function createChanges() {
  const waiting = new Set<() => void>();
  return {
    /** The worker may have a place then, or the run is not wanted any more. */
    next: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const go = () => {
          waiting.delete(go);
          signal.removeEventListener("abort", go);
          resolve();
        };
        waiting.add(go);
        signal.addEventListener("abort", go, { once: true });
      }),
    note(): void {
      for (const go of [...waiting]) go();
    },
  };
}

/** Runs of one lane follow each other. What did not wait in a queue follows nothing. */
function laneOf({ queueLane, runId }: InvokeRequest): string {
  return (queueLane ?? runId).slice(0, 200);
}
