/** The daemon's side of one process in the host: passes its output on in order, and grants more as it is taken. */
import { HOST_CREDIT_BYTES, type HostMessages } from "@tinyagi/contracts/agent-host";
import type {
  Child,
  ChildEnding,
  ChildLimits,
  ChildSink,
  Pause,
  StopReason,
  TurnRest,
} from "../process/child-contract.js";

/** Grants cost a frame each, and the host must never run dry. */
const GRANT_STEP_BYTES = HOST_CREDIT_BYTES / 2;

/** What a proxy needs of the connection. */
export interface RunProxyPort {
  readonly grant: (bytes: number) => void;
  readonly stop: (reason: StopReason) => void;
  readonly setWaiting: (pause: Pause) => void;
  readonly write: (text: string) => void;
  readonly begin: (limits: ChildLimits) => void;
  readonly rest: () => void;
}

/** A process in the host. */
export interface RunProxy {
  readonly child: Child;
  readonly started: (facts: HostMessages["started"]) => void;
  /** The process is told to end, after the output so far. */
  readonly stopping: () => void;
  /** The turn is over, and what it had started has ended. */
  readonly rested: (rest: HostMessages["rested"]) => void;
  readonly output: (kind: "stdout" | "stderr", bytes: Buffer) => void;
  /** Settles the run after the output so far was taken. */
  readonly end: (ending: ChildEnding) => void;
  /** The process, once it was started. */
  readonly process: () => { pid: number; startTime: string | undefined } | undefined;
}

/** Creates a proxy. */
export function createRunProxy(sink: ChildSink, port: RunProxyPort): RunProxy {
  let settle: (ending: ChildEnding) => void = () => {};
  const ended = new Promise<ChildEnding>((resolve) => {
    settle = resolve;
  });
  let ending: ChildEnding | undefined;
  let stopped = false;
  let taken = 0;
  const resting: ((rest: TurnRest | undefined) => void)[] = [];
  let known: { pid: number; startTime: string | undefined } | undefined;

  function granted(bytes: number): void {
    taken += bytes;
    if (taken < GRANT_STEP_BYTES || ending !== undefined) return;
    port.grant(taken);
    taken = 0;
  }

  const passing = createPassing(sink, {
    taken: granted,
    done() {
      if (ending !== undefined) settle(ending);
    },
  });

  return {
    child: {
      ended,
      stop(reason) {
        if (stopped || ending !== undefined) return;
        stopped = true;
        port.stop(reason);
      },
      setWaiting(pause) {
        if (ending === undefined) port.setWaiting(pause);
      },
      write(text) {
        if (ending === undefined) port.write(text);
      },
      begin(limits) {
        if (ending === undefined) port.begin(limits);
      },
      rest() {
        if (ending !== undefined) return Promise.resolve(undefined);
        return new Promise((resolve) => {
          resting.push(resolve);
          port.rest();
        });
      },
    },
    started({ pid, startTime }) {
      known = { pid, startTime };
      sink.started(pid, startTime);
    },
    stopping: passing.stopping,
    rested({ clean, left }) {
      resting.shift()?.({ clean, ...(left === undefined ? {} : { left }) });
    },
    output: passing.output,
    end(how) {
      ending ??= how;
      for (const resolve of resting.splice(0)) resolve(undefined);
      if (!passing.isBusy()) settle(ending);
    },
    process: () => known,
  };
}

/** Passes output on in order, and waits while a part of it is being taken. */
function createPassing(sink: ChildSink, on: { taken: (bytes: number) => void; done: () => void }) {
  let queue: ({ kind: "stdout" | "stderr"; bytes: Buffer } | "stopping")[] = [];
  let pumping = false;

  /** The whole list at once: shifting one by one would cost quadratic time for output in single bytes. */
  async function pump(taking: Promise<void>, length: number): Promise<void> {
    pumping = true;
    await taking;
    on.taken(length);
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      for (const part of batch) {
        if (part === "stopping") {
          sink.stopping();
          continue;
        }
        await sink[part.kind](part.bytes);
        on.taken(part.bytes.length);
      }
    }
    pumping = false;
    on.done();
  }

  return {
    isBusy: () => pumping,
    stopping(): void {
      if (pumping) queue.push("stopping");
      else sink.stopping();
    },
    output(kind: "stdout" | "stderr", bytes: Buffer): void {
      if (pumping) {
        queue.push({ kind, bytes });
        return;
      }
      const taking = sink[kind](bytes);
      if (taking === undefined) on.taken(bytes.length);
      else void pump(taking, bytes.length);
    },
  };
}
