/**
 * The runs on one worker that somebody here waits for, and those that an earlier daemon placed. What the worker says is
 * checked before anybody sees it, and counts only for a run that is open. What it says of a run before that is taken over
 * waits.
 */
import { type HarnessContext, HarnessError, type InvokedTurn, type InvokeResult } from "@tinyagi/contracts";
import type { WorkerHubOptions } from "../engine/hub-options.js";
import type { WorkerHub } from "../engine/hub-shell.js";
import { fromFailure } from "./failure.js";
import { readEvent } from "./harness-event.js";
import type { RunApi } from "./run-api.js";
import { readResult } from "./run-result.js";

/** A worker that is not heard when a run is aborted is not waited for. */
export const LOST = "The worker was not heard.";
export const REMOVED = "The worker was removed.";
const REPEATED = "The daemon started again, and the message is repeated.";
/** Between the run and its turn, in a key. */
const OF_TURN = "#";
const REASON_MAX = 1_000;

/** What the hub tells of a run itself. */
export type RunEvent = Extract<
  Parameters<WorkerHubOptions["onEffect"]>[0],
  { kind: "started" | "event" | "ended" | "interrupted" }
>;

/** A turn of a run, as the worker knows it. */
export interface OpenTurn {
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

export interface OpenRunsOptions {
  readonly hub: () => Pick<WorkerHub, "abort" | "isSilent" | "settle">;
  /** Runs that an earlier daemon placed: what the worker says of them waits until they are adopted or settled. */
  readonly left?: readonly string[];
  /** Default: nothing outlives this process. */
  readonly records?: RunRecords;
  /** Access to the API for a run that begins. Default: none. */
  readonly openApi?: (run: { runId: string; agentId: string }) => RunApi | undefined;
  /** The run has ended here, and its access with it. */
  readonly onEnd?: (key: string) => void;
}

export interface OpenCall {
  readonly runId: string;
  readonly context: HarnessContext;
  readonly api: RunApi | undefined;
  readonly resolve: (result: InvokeResult) => void;
  readonly reject: (error: HarnessError) => void;
}

export interface OpenRuns {
  /** Waits for the end of a turn. @param begin sends what is needed; what the worker says comes after it */
  follow(turn: OpenTurn, context: HarnessContext, begin: (call: OpenCall) => void): Promise<InvokeResult>;
  /** @returns what the worker said before somebody waited for the turn; undefined when no earlier daemon placed it */
  takeEarly(key: string): readonly RunEvent[] | undefined;
  hear(event: RunEvent): void;
  /** What followed from the end of this run is stored, or it is repeated. */
  settled(runId: string): void;
  /** Resolves when nothing that the worker said waits for a run to be taken over. */
  taken(): Promise<void>;
  /** Ends those for which this holds. */
  interrupt(reason: string, isMeant: (context: HarnessContext) => boolean): void;
  apiOf(key: string): RunApi | undefined;
}

export function createOpenRuns({ hub, left = [], records, openApi, onEnd }: OpenRunsOptions): OpenRuns {
  const open = new Map<string, OpenCall>();
  const early = createEarly(left);
  /** Turns whose end is known, by run, until what follows from it is stored. */
  const ended = new Map<string, string[]>();

  function abort(key: string, reason: string): void {
    const call = open.get(key);
    if (call === undefined) return;
    hub().abort(key, reason.slice(0, REASON_MAX));
    if (hub().isSilent()) call.reject(interrupted(LOST));
  }

  function hear(event: RunEvent): void {
    const key = keyOf(event);
    if (early.keep(key, event)) return;
    const call = open.get(key);
    if (call === undefined) {
      // Nobody waits for it any more.
      if (isEnd(event)) hub().settle([key]);
      return;
    }
    const { runId } = call;
    if (isEnd(event)) ended.set(runId, [...(ended.get(runId) ?? []), key]);
    const isKept = tell(call, event);
    if (event.kind === "event") records?.heard({ runId, key, n: event.n, isKept });
  }

  return {
    follow({ key, runId, agentId }, context, begin) {
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
    },
    takeEarly: early.take,
    hear,
    settled(runId) {
      const keys = ended.get(runId);
      ended.delete(runId);
      if (keys !== undefined) hub().settle(keys);
      for (const key of early.keys().filter((one) => runOf(one) === runId)) {
        const hasEnded = early.take(key)?.some(isEnd) === true;
        if (hasEnded) hub().settle([key]);
        else hub().abort(key, REPEATED);
      }
    },
    taken: early.taken,
    interrupt(reason, isMeant) {
      for (const { context, reject } of open.values()) if (isMeant(context)) reject(interrupted(reason));
    },
    apiOf: (key) => open.get(key)?.api,
  };
}

/** What the worker said of runs that nobody has adopted yet. */
function createEarly(left: readonly string[]) {
  const said = new Map<string, RunEvent[]>(left.map((key) => [key, []]));
  let waiting: (() => void)[] = [];
  return {
    keys: () => [...said.keys()],
    /** @returns whether it waits */
    keep(key: string, event: RunEvent): boolean {
      const known = said.get(key);
      known?.push(event);
      return known !== undefined;
    },
    take(key: string): readonly RunEvent[] | undefined {
      const known = said.get(key);
      said.delete(key);
      if (said.size > 0) return known;
      // Whoever takes them tells them first.
      for (const go of waiting) setImmediate(go);
      waiting = [];
      return known;
    },
    taken: (): Promise<void> =>
      said.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}

function keyOf(event: RunEvent): string {
  return event.kind === "ended" ? event.outcome.key : event.key;
}

function isEnd({ kind }: RunEvent): boolean {
  return kind === "ended" || kind === "interrupted";
}

/** @param turn differs for each turn of a run, also after a restart */
export function turnKey(runId: string, turn: string): string {
  return `${runId}${OF_TURN}${turn}`;
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

export function interrupted(message: string): HarnessError {
  return new HarnessError("interrupted", message);
}
