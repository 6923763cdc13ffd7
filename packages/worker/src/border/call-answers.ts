/**
 * The daemon's side of the calls that agents on another machine make: each becomes a request to this daemon's own API,
 * with the token of its run, and passes all checks there. A worker chooses no caller, no host and no credential. How many
 * calls are kept is bounded for each run, also for a worker that reads no answer.
 */
import { AppError } from "@tinyagi/contracts";
import type { WorkerHub } from "../engine/hub-shell.js";
import type { Call, CallNote } from "../messages.js";
import { type CallId, createOpenCall, type OpenCall, refusal } from "./open-call.js";
import type { RunApi } from "./run-api.js";

/** Calls of one worker at a time, and of one run. */
const OPEN_MAX = 256;
const OPEN_OF_RUN_MAX = 32;
/** Of one run, with those that were refused and whose answer was not read yet. A worker of ours stays below. */
const KEPT_OF_RUN_MAX = 2 * OPEN_OF_RUN_MAX;

export interface CallAnswers {
  take(event: { kind: "call"; call: Call } | { kind: "callNote"; note: CallNote }): void;
  /** There may be another session: what was not read is sent again. */
  changed(): void;
  /** The run has ended, and its calls with it. */
  close(key: string): void;
}

export interface CallAnswersOptions {
  readonly hub: () => Pick<WorkerHub, "send" | "state">;
  /** Of an open run. Undefined: it has no access. */
  readonly apiOf: (key: string) => RunApi | undefined;
}

export function createCallAnswers({ hub, apiOf }: CallAnswersOptions): CallAnswers {
  const open = createOpenCalls();
  let epoch = -1;

  function begin(message: Call): void {
    const { key, n } = message;
    const isTooMany = open.size() >= OPEN_MAX || open.sizeOf(key) >= OPEN_OF_RUN_MAX;
    if (open.sizeOf(key) >= KEPT_OF_RUN_MAX) {
      hub().send({ kind: "answer", key, n, at: 0, ...refusal(tooMany()) });
      return;
    }
    const call = createOpenCall({ key, n }, { send: (answer) => hub().send(answer), onRead: end });
    function end(): void {
      open.delete({ key, n });
      call.close();
    }
    open.add({ key, n }, call);
    const api = apiOf(key);
    if (isTooMany) call.refuse(tooMany());
    else if (api === undefined)
      call.refuse(new AppError("FORBIDDEN", "This run has no access to the API. See server.agentAccess."));
    else call.ask(message, api);
  }

  function note({ kind, key, n, ...more }: CallNote): void {
    const call = open.get({ key, n });
    if (call === undefined) return;
    if (kind === "hangUp") {
      open.delete({ key, n });
      call.close();
    } else if ("parts" in more) call.taken(more.parts);
  }

  return {
    take(event) {
      if (event.kind === "call") begin(event.call);
      else note(event.note);
    },
    changed() {
      const { session, epoch: current } = hub().state();
      if (session === null || current === epoch) return;
      epoch = current;
      for (const call of open.all()) call.resend();
    },
    close(key) {
      for (const call of open.take(key)) call.close();
    },
  };
}

function tooMany(): AppError {
  return new AppError("UNAVAILABLE", "Too many calls are open. Wait until some have ended.");
}

/** By run, because a run ends with all of its calls. */
function createOpenCalls() {
  const byRun = new Map<string, Map<number, OpenCall>>();
  let size = 0;
  return {
    size: () => size,
    sizeOf: (key: string) => byRun.get(key)?.size ?? 0,
    get: ({ key, n }: CallId) => byRun.get(key)?.get(n),
    all: () => [...byRun.values()].flatMap((calls) => [...calls.values()]),
    add({ key, n }: CallId, call: OpenCall): void {
      const calls = byRun.get(key) ?? new Map<number, OpenCall>();
      byRun.set(key, calls.set(n, call));
      size += 1;
    },
    delete({ key, n }: CallId): void {
      const calls = byRun.get(key);
      if (calls?.delete(n) !== true) return;
      size -= 1;
      if (calls.size === 0) byRun.delete(key);
    },
    /** @returns those of a run, which are no longer here */
    take(key: string): OpenCall[] {
      const calls = [...(byRun.get(key)?.values() ?? [])];
      byRun.delete(key);
      size -= calls.length;
      return calls;
    },
  };
}
