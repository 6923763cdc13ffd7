/**
 * Runs agents on a worker, as an invoker would here. A run waits until the worker has a place for it. What the worker
 * says is checked before anybody here sees it, and counts only for a run that is open.
 */
import {
  type HarnessContext,
  HarnessError,
  type InvokedTurn,
  type InvokeRequest,
  type InvokeResult,
} from "@tinyagi/contracts";
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
/** A worker that is not heard for so long after a start of the daemon is waited for no longer. */
const ADOPT_MS = 30_000;
const REMOVED = "The worker was removed.";
const REPEATED = "The daemon started again, and the message is repeated.";
/** Between the run and its turn, in a key. */
const OF_TURN = "#";

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
  /**
   * Goes on with a run that an earlier daemon placed.
   *
   * @throws HarnessError as `invoke`; `interrupted` also when the worker is not heard in time, or does not have it
   */
  adopt(run: AdoptedRun, context: HarnessContext): Promise<InvokeResult>;
  /** What followed from the end of this run is stored, or it is repeated. */
  settled(runId: string): void;
  /** What the hub tells of runs. */
  take(event: RunEvent): void;
  /** The worker may have a place now, or is silent. */
  changed(): void;
  /** Nothing runs there any more: its runs are interrupted. */
  close(): void;
  /** Of an open run that may call the API. */
  apiOf(key: string): RunApi | undefined;
}

/** A run that an earlier daemon placed, and that goes on. */
export interface AdoptedRun {
  readonly runId: string;
  readonly agentId: string;
  readonly key: string;
}

/** What is stored of runs on the worker, so that a daemon that starts again can take them over. */
export interface RunRecords {
  /** A turn is about to be placed. Resolves when that is stored. */
  placing(run: { runId: string; key: string; lane: string; turn: InvokedTurn | undefined }): Promise<void>;
  /** An event was told. Its number is stored in the write that stores the event. */
  heard(event: { runId: string; key: string; n: number; isKept: boolean }): void;
}

export interface RemoteInvokerOptions {
  readonly hub: () => Pick<WorkerHub, "place" | "abort" | "whyNotPlaced" | "isSilent" | "settle" | "state">;
  /** Runs that an earlier daemon placed: what the worker says of them waits until they are adopted or settled. */
  readonly left?: readonly string[];
  /** Default: nothing outlives this process. */
  readonly records?: RunRecords;
  /** The settings that the worker needs for a run. */
  readonly settingsFor: (request: InvokeRequest) => NewRun["request"];
  /** Access to the API for a run that begins. Default: none. */
  readonly openApi?: (run: { runId: string; agentId: string }) => RunApi | undefined;
  /** The run has ended here, and its access with it. */
  readonly onEnd?: (key: string) => void;
}

interface OpenCall {
  readonly runId: string;
  readonly context: HarnessContext;
  readonly api: RunApi | undefined;
  readonly resolve: (result: InvokeResult) => void;
  readonly reject: (error: HarnessError) => void;
}

export function createRemoteInvoker({
  hub,
  settingsFor,
  left = [],
  records,
  openApi,
  onEnd,
}: RemoteInvokerOptions): RemoteInvoker {
  const open = new Map<string, OpenCall>();
  const changes = createChanges();
  /** What the worker said of runs that nobody has adopted yet. */
  const early = new Map<string, RunEvent[]>(left.map((key) => [key, []]));
  /** Turns whose end is known, by run, until what follows from it is stored. */
  const ended = new Map<string, string[]>();
  let turns = 0;
  let isClosed = false;

  /** @param begin sends what is needed; what the worker says comes after it */
  function follow(
    { key, runId, agentId }: AdoptedRun,
    context: HarnessContext,
    begin: (call: OpenCall) => void,
  ): Promise<InvokeResult> {
    const { signal } = context;
    const api = openApi?.({ runId, agentId });
    return new Promise<InvokeResult>((resolve, reject) => {
      const call = { runId, context, api, resolve, reject };
      open.set(key, call);
      begin(call);
      const end = () => abort(key, String(signal.reason));
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    }).finally(() => {
      open.delete(key);
      api?.release();
      onEnd?.(key);
    });
  }

  function run(key: string, { files = [], ...request }: RemoteRequest, context: HarnessContext) {
    const lane = laneOf(request);
    return follow({ key, ...request }, context, ({ api, reject }) => {
      const settings = settingsFor(request);
      const conversationId = api?.conversationId ?? null;
      try {
        hub().place({ key, lane, request: toSent({ request, settings, conversationId, files }) });
      } catch (cause) {
        reject(new HarnessError("invalid", "The message is too long to be sent to the worker.", { cause }));
      }
    });
  }

  async function adopt(adopted: AdoptedRun, context: HarnessContext): Promise<InvokeResult> {
    const { key } = adopted;
    const { epoch, session } = hub().state();
    const said = early.get(key);
    early.delete(key);
    if (said === undefined) throw interrupted(LOST);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await follow(adopted, context, ({ reject }) => {
        for (const event of said) hear(key, event);
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

  function hear(key: string, event: RunEvent): void {
    const waiting = early.get(key);
    if (waiting !== undefined) {
      waiting.push(event);
      return;
    }
    const call = open.get(key);
    const isEnd = event.kind === "ended" || event.kind === "interrupted";
    if (call === undefined) {
      // Nobody waits for it any more.
      if (isEnd) hub().settle([key]);
      return;
    }
    const { runId } = call;
    if (isEnd) ended.set(runId, [...(ended.get(runId) ?? []), key]);
    const isKept = tell(call, event);
    if (event.kind === "event") records?.heard({ runId, key, n: event.n, isKept });
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
      turns += 1;
      // A daemon that starts again counts from the beginning, and has another epoch.
      const key = `${request.runId}${OF_TURN}${hub().state().epoch}.${turns}`;
      const lane = laneOf(request);
      let isRecorded = false;
      // Nothing may come between the last look at the worker and the placing.
      for (;;) {
        if (signal.aborted) throw interrupted("The run was stopped before the worker had a place for it.");
        if (isClosed) throw interrupted(REMOVED);
        if (hub().whyNotPlaced(lane) !== null) await changes.next(signal);
        else if (isRecorded) break;
        else {
          await records?.placing({ runId: request.runId, key, lane, turn: context.turn });
          isRecorded = true;
        }
      }
      return run(key, request, context);
    },
    adopt,
    settled(runId) {
      const keys = ended.get(runId);
      ended.delete(runId);
      if (keys !== undefined) hub().settle(keys);
      for (const key of [...early.keys()]) {
        if (runOf(key) !== runId) continue;
        early.delete(key);
        hub().abort(key, REPEATED);
      }
    },
    take: (event) => hear(event.kind === "ended" ? event.outcome.key : event.key, event),
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

/** @returns whether something of it is stored here */
function tell({ context, resolve, reject }: OpenCall, event: RunEvent): boolean {
  if (event.kind === "started") return false;
  if (event.kind === "event") {
    const said = readEvent(event.event);
    if (said === undefined) return false;
    context.onEvent(said);
    // Text is shown while it is written, and the whole comes with the result.
    return said.type !== "text";
  }
  if (event.kind === "interrupted") reject(interrupted("The worker ended before the run had a result."));
  else if (event.outcome.kind === "failed") reject(fromFailure(event.outcome.error));
  else {
    const result = readResult(event.outcome.result);
    if (result === undefined) reject(new HarnessError("transient", "The worker sent a result that is none."));
    else resolve(result);
  }
  return false;
}

function runOf(key: string): string {
  return key.slice(0, key.lastIndexOf(OF_TURN));
}

function interrupted(message: string): HarnessError {
  return new HarnessError("interrupted", message);
}

/** Runs of one lane follow each other. What did not wait in a queue follows nothing. */
function laneOf({ queueLane, runId }: InvokeRequest): string {
  return (queueLane ?? runId).slice(0, 200);
}
