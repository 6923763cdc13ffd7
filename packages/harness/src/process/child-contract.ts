/**
 * The border between an agent process and whoever reads it. On one side is what runs beside the process: start, limits,
 * end. On the other side are lines and results. Both sides may be in one process, or the first one is the agent host.
 * Types only.
 */

/** Limits that need no knowledge of the output's meaning. */
export interface ChildLimits {
  /** Longest run, milliseconds. */
  readonly timeoutMs: number;
  /** Longest time without a byte of output, milliseconds. Time in which nobody takes the output does not count. */
  readonly idleMs: number;
  /** Bytes of stdout after which the process is stopped. */
  readonly outputBytes: number;
}

/** A process to start. Plain data. */
export interface ChildSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment. Its `TINYAGI_RUN_ID` marks the processes of the run. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: ChildLimits;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** `tail`: only the last 64 KiB of stderr are passed on, when the process has ended. */
  readonly stderr: "stream" | "tail";
  /**
   * A command that ends what the process started elsewhere, such as its container. It runs when the process has ended, for
   * whatever reason, and the ending is told after it.
   */
  readonly cleanup?: readonly [string, ...string[]] | undefined;
  /** It works in turns: its stdin stays open. The limits above are those of its start, until the first turn begins. */
  readonly keep?: boolean | undefined;
}

/** What was left of a turn when it was over, and was ended then. */
export interface TurnRest {
  /** False: something of the turn may still run, so the process must be ended. */
  readonly clean: boolean;
  /** Absent: nothing. */
  readonly left?: LeftWork | undefined;
}

/** Why the reader wants a process stopped. `idle`: it wrote lines, but none of them was progress. */
export type StopReason = "aborted" | "finished" | "idle";

/** Why a process ended. `exit`: by itself. */
export type ChildCause = "exit" | "timeout" | "output" | StopReason;

/** Processes that outlived the program that started them, and were ended then. */
export interface LeftWork {
  readonly count: number;
  /** The first command lines, cut. */
  readonly commands: readonly string[];
}

/** How it ended. Every start has exactly one ending. */
export type ChildEnding =
  | {
      readonly kind: "exited";
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly cause: ChildCause;
      /** What it left running when it ended by itself. Absent: nothing. */
      readonly left?: LeftWork;
    }
  /** It could not be started. `code` is that of the system, such as `ENOENT`, `EACCES` or `E2BIG`. */
  | { readonly kind: "refused"; readonly code: string }
  /** Nobody knows how it ended: the process that watched it died. It has been ended since. */
  | { readonly kind: "lost" };

/** Takes what a process sends. */
export interface ChildSink {
  /** @param startTime tells the process from a later one with the same pid; undefined where the system does not say */
  readonly started: (pid: number, startTime: string | undefined) => void;
  /** It is about to be told to end, after all output so far. What follows, it says about its own end. */
  readonly stopping: () => void;
  /** Takes bytes of stdout. The next ones come when the promise has resolved. */
  readonly stdout: (bytes: Buffer) => Promise<void> | undefined;
  /** The same for stderr. */
  readonly stderr: (bytes: Buffer) => Promise<void> | undefined;
}

/** Why a process may be silent. */
export interface Pause {
  /** It waits inside a tool call for people or other agents: no time counts. */
  readonly waits: boolean;
  /** A tool of its own is at work: silence does not count. */
  readonly tool: boolean;
}

/** A process that was asked for. */
export interface Child {
  /** Stops it. Only the first reason counts. */
  readonly stop: (reason: StopReason) => void;
  readonly setWaiting: (pause: Pause) => void;
  /** Of a kept process that has started: writes to its stdin. */
  readonly write: (text: string) => void;
  /** Of a kept process: its limits are these and count from now. What it started before belongs to itself. */
  readonly begin: (limits: ChildLimits) => void;
  /** Of a kept process: no limit counts from now, and what the turn started is ended. Undefined: the process has ended. */
  readonly rest: () => Promise<TurnRest | undefined>;
  /** Resolves after the sink has taken all output. Never rejects. */
  readonly ended: Promise<ChildEnding>;
}

/** Starts a process, writes `stdin` to it, and closes its stdin unless it is kept. Never throws. */
export type StartChild = (spec: ChildSpec, options: { stdin: string; sink: ChildSink }) => Child;
