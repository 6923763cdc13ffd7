/** What callers give to start an agent process, and what they get back. Types only. */
import type { LineListener } from "./agent-output.js";

/** Limits of one process. */
export interface AgentProcessLimits {
  /** Longest run, milliseconds. */
  readonly timeoutMs: number;
  /** Longest time without output on stdout or stderr, milliseconds. */
  readonly idleTimeoutMs: number;
  /** Bytes of stdout after which the process is stopped. */
  readonly maxOutputBytes: number;
  /** Bytes after which a line is dropped. */
  readonly maxLineBytes: number;
}

/** What to run and how. */
export interface AgentProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment. Its `TINYAGI_RUN_ID` marks the processes of the run, so that strays can be found. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed. It is not an error if the child does not read it. */
  readonly stdin: string;
  readonly limits: AgentProcessLimits;
  readonly signal: AbortSignal;
  /**
   * Called for every complete line of stdout, in order. Must not throw. Return `"waiting"` if the line is not progress,
   * such as one of endless reconnects: the line then does not reset the idle limit.
   */
  readonly onLine: LineListener;
  /** The same for stderr. Without it, stderr is only kept, and all of it resets the idle limit. */
  readonly onErrorLine?: LineListener;
  readonly onStart?: (pid: number) => void;
  /** Milliseconds between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMs?: number;
  /** Milliseconds between `finish()` and SIGTERM. Default: 2,000. */
  readonly finishGraceMs?: number;
}

/** Why TinyAGI stopped a process. */
export type EndReason = "idle" | "total" | "output" | "aborted" | "finished";

/** How a process ended. */
export interface AgentProcessOutcome {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly timedOut: "idle" | "total" | null;
  readonly outputCapped: boolean;
  readonly aborted: boolean;
  /** True if `finish()` was called: the result is complete, whatever the exit code says. */
  readonly finished: boolean;
  readonly outputBytes: number;
  readonly droppedLines: number;
  /** The last 64 KiB of stderr. */
  readonly stderrTail: string;
  /** Code of a failed start, such as `ENOENT`, `EACCES` or `E2BIG`. */
  readonly spawnError: string | undefined;
}

/** A running agent process. */
export interface AgentProcess {
  readonly pid: number | undefined;
  /** Call it when the final result was read. The process gets a short time to exit, then it is stopped. This is a success. */
  readonly finish: () => void;
  readonly outcome: Promise<AgentProcessOutcome>;
}

/**
 * Starts a process, unless the signal is already aborted.
 *
 * @returns at once; a failed start is an outcome with `spawnError`, not an exception
 */
export type StartAgentProcess = (options: AgentProcessOptions) => AgentProcess;
