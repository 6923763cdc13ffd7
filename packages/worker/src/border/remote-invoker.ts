/**
 * Runs agents on a worker, as an invoker would here. A run waits until the worker has a place for it. What the worker
 * says is checked before anybody here sees it, and counts only for a run that is open.
 */
import { type HarnessContext, HarnessError, type InvokeRequest, type InvokeResult } from "@tinyagi/contracts";
import type { WorkerHubOptions } from "../engine/hub-options.js";
import type { WorkerHub } from "../engine/hub-shell.js";
import type { NewRun } from "../messages.js";
import { fromFailure } from "./failure.js";
import { readEvent } from "./harness-event.js";
import type { RunApi } from "./run-api.js";
import { toPlacedRequest } from "./run-request.js";
import { readResult } from "./run-result.js";

/** A worker that is not heard when a run is aborted is not waited for. */
const LOST = "The worker was not heard.";
const REMOVED = "The worker was removed.";

/** What the hub tells of a run itself. */
export type RunEvent = Extract<
  Parameters<WorkerHubOptions["onEffect"]>[0],
  { kind: "started" | "event" | "ended" | "interrupted" }
>;

/** `files`: places below the folder of received files that were brought there. */
export type RemoteRequest = InvokeRequest & { readonly files?: readonly string[] };

export interface RemoteInvoker {
  /** @throws HarnessError, for every failure. `interrupted`: the run has no result and may be repeated */
  invoke(request: RemoteRequest, context: HarnessContext): Promise<InvokeResult>;
  /** What the hub tells of runs. */
  take(event: RunEvent): void;
  /** The worker may have a place now, or is silent. */
  changed(): void;
  /** Nothing runs there any more: its runs are interrupted. */
  close(): void;
  /** Of an open run that may call the API. */
  apiOf(key: string): RunApi | undefined;
}

export interface RemoteInvokerOptions {
  readonly hub: () => Pick<WorkerHub, "place" | "abort" | "whyNotPlaced" | "isSilent">;
  /** The settings that the worker needs for a run. */
  readonly settingsFor: (request: InvokeRequest) => NewRun["request"];
  /** Access to the API for a run that begins. Default: none. */
  readonly openApi?: (request: InvokeRequest) => RunApi | undefined;
  /** The run has ended here, and its access with it. */
  readonly onEnd?: (key: string) => void;
}

interface OpenCall {
  readonly context: HarnessContext;
  readonly api: RunApi | undefined;
  readonly resolve: (result: InvokeResult) => void;
  readonly reject: (error: HarnessError) => void;
}

export function createRemoteInvoker({
  hub,
  settingsFor,
  openApi,
  onEnd,
}: RemoteInvokerOptions): RemoteInvoker {
  const open = new Map<string, OpenCall>();
  const changes = createChanges();
  let turns = 0;
  let isClosed = false;

  function run(
    key: string,
    { files = [], ...request }: RemoteRequest,
    context: HarnessContext,
  ): Promise<InvokeResult> {
    const lane = laneOf(request);
    const { signal } = context;
    const api = openApi?.(request);
    return new Promise<InvokeResult>((resolve, reject) => {
      open.set(key, { context, api, resolve, reject });
      const settings = settingsFor(request);
      const conversationId = api?.conversationId ?? null;
      try {
        hub().place({ key, lane, request: toSent({ request, settings, conversationId, files }) });
      } catch (cause) {
        reject(new HarnessError("invalid", "The message is too long to be sent to the worker.", { cause }));
        return;
      }
      signal.addEventListener("abort", () => abort(key, String(signal.reason)), { once: true });
    }).finally(() => {
      open.delete(key);
      api?.release();
      onEnd?.(key);
    });
  }

  function abort(key: string, reason: string): void {
    const call = open.get(key);
    if (call === undefined) return;
    hub().abort(key, reason.slice(0, REASON_MAX));
    if (hub().isSilent()) call.reject(interrupted(LOST));
  }

  return {
    async invoke(request, context) {
      const { signal } = context;
      // Nothing may come between the last look at the worker and the placing.
      for (;;) {
        if (signal.aborted) throw interrupted("The run was stopped before the worker had a place for it.");
        if (isClosed) throw interrupted(REMOVED);
        if (hub().whyNotPlaced(laneOf(request)) === null) break;
        await changes.next(signal);
      }
      turns += 1;
      return run(`${request.runId}#${turns}`, request, context);
    },
    take(event) {
      const key = event.kind === "ended" ? event.outcome.key : event.key;
      const call = open.get(key);
      if (call !== undefined) tell(call, event);
    },
    apiOf: (key) => open.get(key)?.api,
    close() {
      isClosed = true;
      for (const { reject } of open.values()) reject(interrupted(REMOVED));
      changes.note();
    },
    changed() {
      changes.note();
      for (const { context, reject } of open.values())
        if (context.signal.aborted && hub().isSilent()) reject(interrupted(LOST));
    },
  };
}

const REASON_MAX = 1_000;

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

function tell({ context, resolve, reject }: OpenCall, event: RunEvent): void {
  if (event.kind === "started") return;
  if (event.kind === "event") {
    const said = readEvent(event.event);
    if (said !== undefined) context.onEvent(said);
  } else if (event.kind === "interrupted")
    reject(interrupted("The worker ended before the run had a result."));
  else if (event.outcome.kind === "failed") reject(fromFailure(event.outcome.error));
  else {
    const result = readResult(event.outcome.result);
    if (result === undefined) reject(new HarnessError("transient", "The worker sent a result that is none."));
    else resolve(result);
  }
}

function interrupted(message: string): HarnessError {
  return new HarnessError("interrupted", message);
}

/** Runs of one lane follow each other. What did not wait in a queue follows nothing. */
function laneOf({ queueLane, runId }: InvokeRequest): string {
  return (queueLane ?? runId).slice(0, 200);
}
