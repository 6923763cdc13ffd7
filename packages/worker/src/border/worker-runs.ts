/** The runs of a worker: started by its link, executed by its invoker. Each ends in one outcome, whatever happens. */
import type { HarnessContext, HarnessEvent, InvokeResult } from "@tinyagi/contracts";
import { HarnessError } from "@tinyagi/contracts";
import type { WorkerLink } from "../engine/link-shell.js";
import type { NewRun, Outcome } from "../messages.js";
import { toFailure } from "./failure.js";
import { type PlacedRun, readRun } from "./run-request.js";
import { toJson } from "./to-json.js";

/** Longer results cannot be sent: the entry has a limit. Far more than a model answers. */
const RESULT_MAX_BYTES = 12 * 1024 * 1024;
/** Longer events are left out. */
const EVENT_MAX_BYTES = 1024 * 1024;

export interface WorkerRuns {
  start(run: NewRun): void;
  /** Its processes are to end. */
  end(key: string): void;
  /** Ends all runs. Resolves when none is left. */
  close(): Promise<void>;
}

export interface WorkerRunsOptions {
  readonly link: () => Pick<WorkerLink, "event" | "ended" | "isFull">;
  /** Runs the agent on this machine. Settles when none of its processes is left. */
  readonly invoke: (
    run: PlacedRun & { readonly key: string },
    context: HarnessContext,
  ) => Promise<InvokeResult>;
}

export function createWorkerRuns({ link, invoke }: WorkerRunsOptions): WorkerRuns {
  const live = new Map<string, { abort: AbortController; done: Promise<void> }>();

  async function execute({ key, request }: NewRun, signal: AbortSignal): Promise<Outcome> {
    try {
      const run = readRun(request);
      if (run === undefined)
        throw new HarnessError("invalid", "The worker cannot read this run. Update TinyAGI on the worker.");
      const onEvent = (event: HarnessEvent) => {
        const sent = mayPass(event, link().isFull()) ? toJson(event, EVENT_MAX_BYTES) : undefined;
        if (sent !== undefined) link().event({ key, event: sent });
      };
      const result = toJson(await invoke({ ...run, key }, { signal, onEvent }), RESULT_MAX_BYTES);
      if (result === undefined)
        throw new HarnessError(
          "invalid",
          "The answer is too long, or nested too deep, to be sent to the daemon.",
        );
      return { kind: "result", key, result };
    } catch (error) {
      return { kind: "failed", key, error: JSON.parse(JSON.stringify(toFailure(error))) };
    }
  }

  return {
    start(run) {
      const abort = new AbortController();
      const done = execute(run, abort.signal).then((outcome) => {
        live.delete(run.key);
        link().ended(outcome);
      });
      live.set(run.key, { abort, done });
    },
    end: (key) => live.get(key)?.abort.abort("ended"),
    async close() {
      for (const { abort } of live.values()) abort.abort("ended");
      await Promise.all([...live.values()].map(({ done }) => done));
    },
  };
}

/** Parts of a text are shown while it is written; the whole comes with the result. Processes are of this machine alone. */
function mayPass(event: HarnessEvent, isFull: boolean): boolean {
  if (event.type === "process.started") return false;
  return !(isFull && (event.type === "text" || event.type === "thought"));
}
