/**
 * The contract between the invoker and whatever executes an agent: one request in, a stream of events, one
 * result or one `HarnessError` out. Every harness passes the same conformance suite.
 */

import type { ApiFormat } from "./provider-table.js";
import type { RunErrorClass } from "./run-error.js";
import type { Usage } from "./usage.js";

export type PermissionMode = "sandboxed" | "ask" | "bypass";

/** A server that speaks a known model API. */
export interface HarnessEndpoint {
  baseUrl: string;
  /** Name of the variable of `env` with its key. */
  keyEnv: string;
  /** Only for harnesses that speak several; absent = `openai-chat`. */
  format?: ApiFormat;
}

/** Everything a harness needs to run an agent once. All text is untrusted and must stay off argv options. */
export interface HarnessRequest {
  runId: string;
  agentId: string;
  /** Absolute path of the agent's workspace; the working directory of the process. */
  cwd: string;
  prompt: string;
  systemPrompt: string;
  model?: string;
  /** Session to resume; absent starts a new one. */
  sessionId?: string;
  /** Usage of that session so far, for harnesses that report running totals (codex). */
  sessionTotals?: Usage;
  permissions: PermissionMode;
  /** The complete environment of the child: nothing is inherited beside it. */
  env: Readonly<Record<string, string>>;
  /** Directories the agent must not read (the home with token, settings and database). */
  deniedPaths: readonly string[];
  /** Folders inside the denied ones that this agent may read all the same (the token of its run). */
  readablePaths?: readonly string[];
  /** What else stands beside those: folders to close where a sandbox cannot open one inside a closed one. */
  closedPaths?: readonly string[];
  /** The daemon's API, to be opened in a sandbox that has no network otherwise. */
  api?: HarnessApi;
  /** Custom endpoint for a compatible server; the key is in `env`. */
  endpoint?: HarnessEndpoint;
  limits: HarnessLimits;
}

/** Where sandboxed commands find the daemon's API and nothing else. */
export interface HarnessApi {
  host: string;
  port: number;
  /** Absolute path of a Unix socket that leads to the same API, for sandboxes with a network of their own. */
  socket?: string;
}

export interface HarnessLimits {
  /** Whole run, milliseconds. */
  timeoutMs: number;
  /** Longest silence, milliseconds. */
  idleTimeoutMs: number;
  /** Bytes of stdout read in all before the run is ended. */
  maxOutputBytes: number;
  /** Bytes of one line before it is dropped. */
  maxLineBytes: number;
}

export type HarnessEvent =
  /** `startTime` tells the process from a later one with the same pid. Absent where the system does not say. */
  | { type: "process.started"; pid: number; startTime?: string }
  | { type: "text"; text: string; delta: boolean }
  | { type: "tool.started"; name: string; callId?: string; input?: unknown }
  | { type: "tool.completed"; name: string; callId?: string; output?: string; failed?: boolean }
  | { type: "usage"; usage: Usage }
  | { type: "session"; sessionId: string }
  | { type: "permission.denied"; tool: string }
  | { type: "retrying"; attempt: number; reason: string }
  | { type: "error"; class: RunErrorClass; message: string };

export interface HarnessContext {
  signal: AbortSignal;
  /** Called in order, synchronously; must not throw. */
  onEvent: (event: HarnessEvent) => void;
}

export interface HarnessResult {
  /** Final output, never empty. */
  text: string;
  sessionId?: string;
  /** Usage of this run alone (cumulative reports are already subtracted). */
  usage?: Usage;
  /** Running totals of the session, stored with it and handed back as `sessionTotals`. */
  sessionTotals?: Usage;
  /** Names of tools the permission mode denied, in order of first denial. */
  deniedTools: readonly string[];
}

export interface Harness {
  readonly id: string;
  /** @throws HarnessError with a class that decides about a retry */
  run(request: HarnessRequest, context: HarnessContext): Promise<HarnessResult>;
}

/** A failed run. `sessionLost` asks the invoker to rebuild the session once. */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
  readonly class: RunErrorClass;
  readonly retryAfterMs: number | undefined;
  readonly sessionLost: boolean;
  /** Text the agent had produced before it failed. */
  readonly partialText: string | undefined;

  constructor(
    errorClass: RunErrorClass,
    message: string,
    options: { retryAfterMs?: number; sessionLost?: boolean; partialText?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.class = errorClass;
    this.retryAfterMs = options.retryAfterMs;
    this.sessionLost = options.sessionLost ?? false;
    this.partialText = options.partialText;
  }
}
