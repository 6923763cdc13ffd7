/** What callers give to start an agent process, and what they get back. Types only. */
import type { WaitingState } from "@tinyagi/contracts";
import type { ChildSpec, LeftWork } from "./child-contract.js";

/** Whether a line is progress, or only says that the agent waits. */
export type LineVerdict = "progress" | "waiting";
/** Handles a line. Must not throw. */
export type LineListener = (line: string) => LineVerdict;

/** Limits of one process. */
export interface AgentProcessLimits {
  /** Longest run, milliseconds. */
  readonly timeoutMs: number;
  /** Longest time without output on stdout or stderr, and without a line that is progress, milliseconds. */
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
  /** While the run waits inside a tool call, silence does not count as idle. */
  readonly waiting?: WaitingState | undefined;
  /** While a tool of the program is at work, silence does not count as idle, and the time of the run does. */
  readonly tools?: WaitingState | undefined;
  /**
   * Called for every complete line of stdout, in order. Must not throw. Return `"waiting"` if the line is not progress,
   * such as one of endless reconnects: the line then does not reset the idle limit.
   */
  readonly onLine: LineListener;
  /** The same for stderr. Without it, stderr is only kept. */
  readonly onErrorLine?: LineListener;
  /** `startTime` tells the process from a later one with the same pid. Undefined where the system does not say. */
  readonly onStart?: (pid: number, startTime: string | undefined) => void;
  /** Called once, when the process is told to end before it had finished, after all output so far. */
  readonly onStopping?: () => void;
  /** See {@link ChildSpec}. */
  readonly cleanup?: ChildSpec["cleanup"];
  /** Milliseconds between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMs?: number;
  /** Milliseconds between `finish()` and SIGTERM. Default: 2,000. */
  readonly finishGraceMs?: number;
}

/** What a process is started with, whatever it is told then. */
export type KeptStart = Pick<AgentProcessOptions, "command" | "args" | "cwd" | "env" | "limits" | "graceMs">;

/** How a process ended. */
export interface AgentProcessOutcome {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly timedOut: "idle" | "total" | null;
  readonly outputCapped: boolean;
  readonly aborted: boolean;
  /** True if `finish()` was called before anybody ended it: the result is complete, whatever the exit code says. */
  readonly finished: boolean;
  readonly outputBytes: number;
  readonly droppedLines: number;
  /** The last 64 KiB of stderr. */
  readonly stderrTail: string;
  /** Code of a failed start, such as `ENOENT`, `EACCES` or `E2BIG`. */
  readonly spawnError: string | undefined;
  /** True if nobody knows how it ended, because the agent host died. The process was ended. The same start can be repeated. */
  readonly interrupted: boolean;
  /** True of a program that was to stay open and never took prompts: all that it wrote is its own. Default: false. */
  readonly unopened?: boolean;
  /** What it left running when it ended by itself, and was ended then. */
  readonly left: LeftWork | undefined;
}

/** A running agent process. */
export interface AgentProcess {
  /** Call it when the final result was read. The process gets a short time to exit, then it is stopped. This is a success. */
  readonly finish: () => void;
  readonly outcome: Promise<AgentProcessOutcome>;
}

/**
 * Starts a process, unless the signal is already aborted.
 *
 * @returns immediately; a failed start is an outcome with `spawnError`, not an exception
 */
export type StartAgentProcess = (options: AgentProcessOptions) => AgentProcess;
