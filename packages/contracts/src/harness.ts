/**
 * The contract between the invoker and a harness, which executes an agent: one request in, a stream of events, one
 * result or one `HarnessError` out. Every harness passes the same conformance suite.
 */

import type { AgentStart } from "./agent-start.js";
import type { ContextUse } from "./context-use.js";
import type { Effort } from "./effort.js";
import { CLASS_OF_CAUSE, getCause } from "./failure/failure-cause.js";
import type { PermissionMode } from "./permission-mode.js";
import type { ApiFormat } from "./provider-table.js";
import type { QuotaWindow } from "./quota.js";
import type { FailureCause, RunErrorClass } from "./run-error.js";
import type { RunWork } from "./run-work.js";
import type { ContainerRules } from "./settings/container.js";
import type { Usage } from "./usage.js";

/** A server that speaks a known model API. */
export interface HarnessEndpoint {
  baseUrl: string;
  /** Name of the variable in `env` that contains its key. */
  keyEnv: string;
  /** Only for harnesses that support several formats; absent = `openai-chat`. */
  format?: ApiFormat;
  /** Tokens that its model takes at once; absent = what is known of the model. */
  contextWindow?: number;
}

/** A picture that a message came with. It is read when it is sent to a model. */
export interface RunPicture {
  /** As the prompt names it. */
  path: string;
  /** What its sender called it. */
  name?: string;
  /** From its bytes, not from its name. */
  type: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  bytes: number;
  /** Of its longer side, where its head says so. */
  pixels?: number;
}

/** Everything a harness needs to run an agent once. All text is untrusted and must not be parsed as argv options. */
export interface HarnessRequest {
  runId: string;
  agentId: string;
  /** Absolute path of the working directory of the process. */
  cwd: string;
  /** Real path of the agent's own workspace, in which `cwd` is: no agent writes where it lies. Absent: `cwd`. */
  workspace?: string;
  prompt: string;
  /** What the prompt is made of, for harnesses without a model. */
  work?: RunWork;
  /** Pictures that the prompt names, for harnesses that can show them to a model. */
  pictures?: readonly RunPicture[];
  /** Whether the model takes pictures, as the settings say. Absent: what is known of the model. */
  vision?: boolean;
  systemPrompt: string;
  model?: string;
  /** Only where the harness takes it. */
  effort?: Effort;
  /**
   * A person chose the effort for this message: what does not take it refuses the run. Without this mark it comes from settings,
   * which may be older than the program: that works without, and says so by `effort.ignored`.
   */
  effortIsChosen?: true;
  /** Session to resume; absent starts a new one. */
  sessionId?: string;
  /** Usage of that session so far, for harnesses that report running totals (codex). */
  sessionTotals?: Usage;
  permissions: PermissionMode;
  /** The container of a run with the permissions `container`. */
  container?: ContainerRules;
  /** The complete environment of the child. It inherits nothing else. */
  env: Readonly<Record<string, string>>;
  /** Directories that the agent must not read, such as the home with token, settings and database. */
  deniedPaths: readonly string[];
  /** Folders inside `deniedPaths` that this agent may read, such as the folder of its run's token. */
  readablePaths?: readonly string[];
  /**
   * The siblings of `readablePaths`: folders to deny one by one, where a sandbox cannot open a folder inside a denied
   * one.
   */
  closedPaths?: readonly string[];
  /** What the agent may read outside its workspace. Absent: whatever the other rules leave open, as in `bypass` mode. */
  reach?: HarnessReach;
  /** In place of `reach`, for a harness that {@link Harness.findsReach}. */
  findReach?: () => Promise<HarnessReach>;
  /** The daemon's API, to be opened in a sandbox that otherwise has no network. */
  api?: HarnessApi;
  /** The daemon's MCP server with the tools of this run. Absent: the agent has no tools of TinyAGI. */
  mcp?: HarnessMcp;
  /** The program of a harness that can start several. */
  program?: HarnessProgram;
  /** Custom endpoint for a compatible server; the key is in `env`. */
  endpoint?: HarnessEndpoint;
  limits: HarnessLimits;
}

/** A program that speaks ACP. */
export interface HarnessProgram {
  /** Its id in the table, or in the settings. */
  readonly id: string;
  readonly command: readonly [string, ...string[]];
  /** Folders that it writes besides what its row says. Relative ones are below the user's home. */
  readonly folders?: readonly string[];
}

/** What an agent may read outside its workspace. Absolute paths. */
export interface HarnessReach {
  /** Folders and files that it may read and never write. */
  readonly readable: readonly string[];
  /** Folders that are closed, except for the workspace and for what is readable in them. */
  readonly closed: readonly string[];
  /** What to close one by one, where a sandbox cannot open something inside a closed folder. */
  readonly siblings: readonly string[];
}

/** Where sandboxed commands reach the daemon's API and nothing else. */
export interface HarnessApi {
  host: string;
  port: number;
  /** Absolute path of a Unix socket to the same API, for sandboxes with their own network. */
  socket?: string;
}

/** The tools of a run. The token must never appear in an argument list. */
export interface HarnessMcp {
  url: string;
  token: string;
  /** The same token in a file that only this agent may read. The folder is private to the agent. */
  tokenFile: string;
}

export interface HarnessLimits {
  /** Time limit of the whole run, in milliseconds. */
  timeoutMs: number;
  /** Longest time without output, in milliseconds. */
  idleTimeoutMs: number;
  /** Most bytes of stdout before the run is ended. */
  maxOutputBytes: number;
  /** Most bytes of one line. A longer line is dropped. */
  maxLineBytes: number;
}

export type HarnessEvent =
  /**
   * The process of the run, which a kept program may have had before. `startTime` tells it from a later one with the same pid.
   * Absent where the system does not say. `start`: how the run came to it.
   */
  | { type: "process.started"; pid: number; startTime?: string; start?: AgentStart }
  /** The program has taken its first prompt. `startMs`: since the run asked for a program, without the time of the model. */
  | { type: "process.ready"; startMs: number }
  /**
   * The version of the program that executes the agent. It may come after the result: no run waits until its program has
   * been asked.
   */
  | { type: "version"; version: string }
  | { type: "text"; text: string; delta: boolean }
  /** What the model says that it thought, as one whole part. A claim of the model, and never part of its answer. */
  | { type: "thought"; text: string; durationMs?: number }
  | { type: "tool.started"; name: string; callId?: string; input?: unknown }
  | { type: "tool.completed"; name: string; callId?: string; output?: string; failed?: boolean }
  /** What the run has used so far: a total, not the last part. */
  | { type: "usage"; usage: Usage }
  /** A call of a model ended; `usage` is that of this call alone. Not every harness can report its calls. */
  | { type: "model.completed"; durationMs: number; model?: string; usage?: Usage; failed?: boolean }
  /** How full the context of the agent's session is. Of the agent alone, not of sub-agents that its program started. */
  | ({ type: "context" } & ContextUse)
  /** What the provider says about the windows of the login: the newest figures. */
  | { type: "quota"; windows: readonly QuotaWindow[] }
  | { type: "session"; sessionId: string }
  | { type: "permission.denied"; tool: string }
  /** The program had ended and left this work running, which was ended then. */
  | ({ type: "background.ended" } & BackgroundEnded)
  /** The program summarised its session, because the context was nearly full. */
  | ({ type: "context.compacted" } & ContextCompacted)
  /** The program or its model does not take the effort of the settings, and works without. */
  | { type: "effort.ignored" }
  | { type: "retrying"; attempt: number; reason: string }
  | { type: "error"; class: RunErrorClass; message: string };

/** Work in the background that could not go on after the run. */
export interface BackgroundEnded {
  readonly count: number;
  /** The first command lines, cut. */
  readonly commands: readonly string[];
}

/** A session that was summarised. */
export interface ContextCompacted {
  /** Tokens before, where known. */
  readonly tokensBefore?: number;
  /** Tokens after, where known. */
  readonly tokensAfter?: number;
}

/** Whether a run waits inside a tool call: for sub-agents, for an answer, for a person. */
export interface WaitingState {
  /** Calls `listener` now if the run waits, and at each change. Returns a function that unsubscribes. */
  watch(listener: (waits: boolean) => void): () => void;
}

/**
 * Gives text to a running turn. Must not throw. `taken`: the result of this turn answers it, too, or the turn fails. `too_late`:
 * nothing of it reached the turn, which must end and go on with it.
 */
export type SteerTurn = (text: string) => Promise<"taken" | "too_late">;

export interface HarnessContext {
  signal: AbortSignal;
  /** Called by a harness whose turn takes text from now on, and with nothing when it takes no more. Default: texts end the turn. */
  onSteerable?: (steer: SteerTurn | undefined) => void;
  /** While the run waits, it is not idle, so that `idleTimeoutMs` does not count. Default: it never waits. */
  waiting?: WaitingState;
  /** What must be stored of a turn that can outlive this process. Absent: it cannot. */
  turn?: InvokedTurn;
  /** Called in order, synchronously; must not throw. */
  onEvent: (event: HarnessEvent) => void;
}

/** The turn of a run that an invoker is asked for. */
export interface InvokedTurn {
  /** How many other messages it has, and how many of them came while the run worked. */
  readonly members: number;
  readonly inputs: number;
  /** Of the turns before. */
  readonly usage: Usage;
}

export interface HarnessResult {
  /** Final output, never empty. */
  text: string;
  sessionId?: string;
  /** Usage of this run alone; earlier usage of the session is already subtracted. */
  usage?: Usage;
  /** Running totals of the session. They are stored with it and passed back as `sessionTotals`. */
  sessionTotals?: Usage;
  /** Names of tools that the permission mode denied, in order of first denial. */
  deniedTools: readonly string[];
  /** What the program left running and was ended. Absent: nothing. */
  backgroundEnded?: BackgroundEnded;
}

export interface Harness {
  readonly id: string;
  /** Whether it hands the pictures of a request over with the prompt, so that a provider may refuse the prompt for them. */
  readonly attachesPictures?: boolean;
  /** Whether it asks what the agent may read when the agent first uses a tool, which most of its runs never do. */
  readonly findsReach?: boolean;
  /** @throws HarnessError whose class decides whether the run is retried */
  run(request: HarnessRequest, context: HarnessContext): Promise<HarnessResult>;
}

export interface HarnessErrorOptions {
  /** Default: what the class alone means. */
  failureCause?: FailureCause | undefined;
  retryAfterMs?: number | undefined;
  sessionLost?: boolean;
  /** Only the model is missing; others of its provider may answer. */
  modelOnly?: boolean | undefined;
  partialText?: string;
  cause?: unknown;
}

/** A failed run. `sessionLost` asks the invoker to create a new session once. */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
  readonly class: RunErrorClass;
  /** From it follows what the queue does. */
  readonly failureCause: FailureCause;
  readonly retryAfterMs: number | undefined;
  readonly sessionLost: boolean;
  readonly modelOnly: boolean;
  /** Text the agent had produced before it failed. */
  readonly partialText: string | undefined;

  constructor(errorClass: RunErrorClass, message: string, options: HarnessErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.class = errorClass;
    this.failureCause = getCause({ class: errorClass, cause: options.failureCause });
    this.retryAfterMs = options.retryAfterMs;
    this.sessionLost = options.sessionLost ?? false;
    this.modelOnly = options.modelOnly ?? false;
    this.partialText = options.partialText;
  }
}

/** A failure of a known cause. */
export function failureWith(
  cause: FailureCause,
  message: string,
  options: HarnessErrorOptions = {},
): HarnessError {
  return new HarnessError(CLASS_OF_CAUSE[cause], message, { ...options, failureCause: cause });
}
