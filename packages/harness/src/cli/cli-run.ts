/**
 * The shell around every CLI harness: starts the process, feeds its lines to a parser, passes the events on and
 * turns the ending into one result or one `HarnessError`. The rules common to all CLIs live here:
 * a complete result counts whatever the process does afterwards; without one, exit code 0 is a failure.
 */
import { existsSync } from "node:fs";
import {
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
  type HarnessRequest,
  type HarnessResult,
} from "@tinyagi/contracts";
import { readableMessage } from "@tinyagi/core";
import type { AgentProcessOutcome, StartAgentProcess } from "../process/agent-process.js";
import { classOfFailure } from "./failure.js";

/** Names of denied tools kept for the reply; a CLI has a few dozen tools. */
export const DENIED_TOOLS_MAX = 100;

/** Reads the output of one CLI run. A parser never throws, whatever a line holds. */
export interface OutputParser {
  /** Takes one line; returns its events in order. A line it does not know has none. */
  readonly push: (line: string) => readonly HarnessEvent[];
  /** Takes one line of stderr, for CLIs that tell some of their troubles only there. */
  readonly pushError?: (line: string) => readonly HarnessEvent[];
  /** True as soon as the CLI said its last word; the process need not live on. */
  readonly isComplete: () => boolean;
  /** The result, or the failure the CLI reported, or undefined when it reported neither. */
  readonly conclude: () => HarnessResult | HarnessError | undefined;
  /** The last trouble the CLI spoke of, such as a refused connection; empty when there was none. */
  readonly trouble: () => string;
  /** Text the agent has written so far. */
  readonly partialText: () => string;
}

/** One start of a CLI. */
export interface CliInvocation {
  readonly startProcess: StartAgentProcess;
  /** Name shown in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly parser: OutputParser;
  /** True when stderr says that the session to resume does not exist. */
  readonly isSessionLost: (stderr: string) => boolean;
  readonly graceMs?: number | undefined;
}

/** Runs a CLI once. @throws HarnessError */
export async function runCli(
  invocation: CliInvocation,
  request: HarnessRequest,
  context: HarnessContext,
): Promise<HarnessResult> {
  const { parser } = invocation;
  const { pushError } = parser;
  const receive = (events: readonly HarnessEvent[]) => {
    for (const event of events) context.onEvent(event);
    if (parser.isComplete()) agent.finish();
    return events.length > 0 && events.every(({ type }) => type === "retrying") ? "waiting" : "progress";
  };
  const agent = invocation.startProcess({
    command: invocation.command,
    args: invocation.args,
    cwd: request.cwd,
    env: invocation.env,
    stdin: invocation.stdin,
    limits: request.limits,
    signal: context.signal,
    onStart: (pid) => context.onEvent({ type: "process.started", pid }),
    onLine: (line) => receive(parser.push(line)),
    ...(pushError === undefined ? {} : { onErrorLine: (line) => receive(pushError(line)) }),
    ...(invocation.graceMs === undefined ? {} : { graceMs: invocation.graceMs }),
  });
  const outcome = await agent.outcome;
  const said = parser.conclude();
  if (said !== undefined && !(said instanceof HarnessError)) return said;
  const failure = failureOf({ invocation, request, outcome, said });
  context.onEvent({ type: "error", class: failure.class, message: failure.message });
  throw failure;
}

interface Ending {
  readonly invocation: CliInvocation;
  readonly request: HarnessRequest;
  readonly outcome: AgentProcessOutcome;
  readonly said: HarnessError | undefined;
}

function failureOf(ending: Ending): HarnessError {
  const { invocation, request, outcome, said } = ending;
  const partial = invocation.parser.partialText();
  const options = partial === "" ? {} : { partialText: partial };
  const { name } = invocation;
  if (outcome.aborted) return new HarnessError("cancelled", `${name} was stopped`, options);
  if (outcome.spawnError !== undefined) return startFailure(ending, outcome.spawnError);
  if (said !== undefined) {
    const { class: errorClass, retryAfterMs, sessionLost, cause } = said;
    return new HarnessError(errorClass, readableMessage(said.message, invocation.env), {
      ...options,
      sessionLost,
      cause,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (outcome.timedOut !== null) {
    const { idleTimeoutMs, timeoutMs } = request.limits;
    const what =
      outcome.timedOut === "idle"
        ? `gave no sign of life for ${seconds(idleTimeoutMs)}`
        : `did not finish within ${seconds(timeoutMs)}`;
    const trouble = readableMessage(invocation.parser.trouble(), invocation.env);
    const why = trouble === "" ? "" : `: ${trouble}`;
    return new HarnessError("transient", `${name} ${what} and was ended${why}`, options);
  }
  if (outcome.outputCapped) {
    const limit = request.limits.maxOutputBytes;
    return new HarnessError("invalid", `${name} wrote more than ${limit} bytes and was ended`, options);
  }
  return silentFailure(ending, options);
}

/** The CLI ended without a word on stdout about its result: stderr and the exit code are all there is. */
function silentFailure({ invocation, outcome }: Ending, options: { partialText?: string }): HarnessError {
  const { name, env } = invocation;
  const stderr = readableMessage(outcome.stderrTail.slice(-2_000), env);
  if (invocation.isSessionLost(outcome.stderrTail)) {
    return new HarnessError("not_found", `${name} does not know the session any more`, {
      ...options,
      sessionLost: true,
    });
  }
  if (outcome.exitCode === 0) {
    const dropped = outcome.droppedLines > 0 ? " (an oversized line of its output was dropped)" : "";
    return new HarnessError("transient", `${name} exited without a result${dropped}`, options);
  }
  const how = outcome.signal === undefined ? `exit code ${outcome.exitCode}` : `signal ${outcome.signal}`;
  const message = stderr === "" ? `${name} failed with ${how}` : `${name} failed with ${how}: ${stderr}`;
  return new HarnessError(classOfFailure({ message: stderr }), message, options);
}

function startFailure({ invocation, request }: Ending, code: string): HarnessError {
  const { name, command } = invocation;
  if (code === "ENOENT") {
    // The operating system reports a missing working directory and a missing program alike.
    const message = existsSync(request.cwd)
      ? `${name} could not be started: "${command}" was not found; install it or check PATH`
      : `${name} could not be started: its working directory ${request.cwd} does not exist`;
    return new HarnessError("not_found", message);
  }
  if (code === "E2BIG")
    return new HarnessError("invalid", `${name} could not be started: its arguments are too long`);
  if (code === "EACCES" || code === "ENOTDIR" || code === "ENOEXEC") {
    return new HarnessError(
      "invalid",
      `${name} could not be started: "${command}" may not be executed (${code})`,
    );
  }
  return new HarnessError("transient", `${name} could not be started (${code})`);
}

function seconds(ms: number): string {
  return ms >= 1_000 ? `${Math.round(ms / 1_000)} s` : `${ms} ms`;
}
