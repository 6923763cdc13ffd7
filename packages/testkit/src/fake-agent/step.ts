/**
 * What a run of the fake agent CLI can do, set by `#fake {…}` in a prompt or by a script per agent.
 * The program itself is `bin/fake-agent.mjs`.
 */

/** Names of the failures that the fake agent can report exactly like the real CLIs. */
export type FakeError =
  | "rate_limit"
  | "authentication_failed"
  | "server_error"
  | "overloaded"
  | "invalid_request"
  | "context_too_long"
  | "billing_error";

/** A tool the fake agent claims to have used. */
export interface FakeTool {
  readonly name: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly output?: string;
  readonly isError?: boolean;
}

/** One run of the fake agent. An empty step echoes the prompt without its tags and mentions. */
export interface FakeStep {
  readonly reply?: string;
  /** Wait after the first line. */
  readonly delayMs?: number;
  /** A file: waits after the first line until it exists. */
  readonly until?: string;
  /**
   * Never ends from this point on: `silent` before the first line, `init` (or true) after it, `reply` after
   * the answer and before the result, `result` after the result.
   */
  readonly hang?: true | "silent" | "init" | "reply" | "result";
  readonly ignoreSigterm?: boolean;
  /** Of a claude that stays open: goes on with its turn when it is interrupted. */
  readonly ignoreInterrupt?: boolean;
  /** Leaves a child behind that holds the output pipe open; with `setsid` in a separate session. */
  readonly fork?: boolean;
  readonly setsid?: boolean;
  /** Leaves a process behind that forked twice, left its session and cleared its environment (Linux). */
  readonly escape?: boolean;
  /** False: the child left behind does not hold the pipe. */
  readonly keepPipe?: boolean;
  /** Writes at least this much in JSON lines of 64 KiB. */
  readonly floodBytes?: number;
  /** Writes one line of at least this length. */
  readonly longLineBytes?: number;
  readonly invalidUtf8?: boolean;
  /** A line written as it is. */
  readonly raw?: string;
  readonly stderr?: string;
  readonly tools?: readonly FakeTool[];
  /** The `permission_denials` of claude's result. */
  readonly denials?: readonly { readonly tool_name: string; readonly [key: string]: unknown }[];
  /** Omits the result line. */
  readonly noResult?: boolean;
  /** Fails as the CLI does; another text is reported as it is. */
  readonly error?: FakeError | (string & {});
  /** Exit code. */
  readonly exit?: number;
  /** Tokens of this turn; codex reports the sum over the thread. Default 100 in, 20 cached, 10 out. */
  readonly usage?: { readonly input?: number; readonly cached?: number; readonly output?: number };
  /** claude's `total_cost_usd`; default 0.001. */
  readonly costUsd?: number;
  /** The id of a new session; default a random UUID. */
  readonly sessionId?: string;
}

/** Puts a step into a prompt. */
export function fakeDirective(step: FakeStep): string {
  return `#fake ${JSON.stringify(step)}`;
}
