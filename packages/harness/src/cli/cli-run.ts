/**
 * Runs an agent CLI once: starts the process, passes its lines to a parser, emits the parser's events, and ends with
 * exactly one result or one `HarnessError`. Two rules apply to every CLI: a complete result counts, whatever the process
 * does afterwards; without a result, even exit code 0 is a failure.
 */

import { existsSync } from "node:fs";
import { readableMessage } from "@tinyagi/base";
import {
  causeOfReport,
  type FailureCause,
  failureWith,
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
  type HarnessRequest,
  type HarnessResult,
} from "@tinyagi/contracts";
import { duration } from "@tinyagi/views";
import type { ChildSpec, LeftWork } from "../process/child-contract.js";
import type { AgentProcessOutcome, KeptStart, StartAgentProcess } from "../process/process-contract.js";
import { reportedFailure } from "./failure.js";
import { createOpenTools, type OpenTools } from "./open-tools.js";
import { createPlainWords } from "./plain-words.js";
import type { ProgramVersions } from "./program-versions.js";

/** Maximum number of denied tools to list in the reply. A CLI has a few dozen tools. */
export const DENIED_TOOLS_MAX = 100;

const STDERR_READ_CHARS = 2_000;

/** Reads the output of one CLI run. A parser must never throw, whatever a line contains. */
export interface OutputParser {
  /** Parses one line of stdout and returns its events in order. An unknown line has none. */
  readonly push: (line: string) => readonly HarnessEvent[];
  /** Parses one line of stderr, for CLIs that report some failures only there. */
  readonly pushError?: (line: string) => readonly HarnessEvent[];
  /** For output that is understood later than it is read: gets what to call when something was. */
  readonly attach?: (later: (events: readonly HarnessEvent[]) => void) => void;
  /** True when the output is complete. The process may be ended from then on. */
  readonly isComplete: () => boolean;
  /** The result or the failure that the CLI reported. Undefined if it reported neither. */
  readonly conclude: () => HarnessResult | HarnessError | undefined;
  /** The last problem the CLI reported, such as a refused connection. Empty if there was none. */
  readonly trouble: () => string;
  /** The text that the agent has written so far. */
  readonly partialText: () => string;
}

/** How to start a CLI. */
export interface CliInvocation {
  readonly startProcess: StartAgentProcess;
  /** Name used in error messages. */
  readonly name: string;
  readonly command: string;
  /** A command that starts the program, in front of it. */
  readonly wrapper?: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly parser: OutputParser;
  /** True if stderr says that the session to resume does not exist. */
  readonly isSessionLost: (stderr: string) => boolean;
  readonly graceMs?: number | undefined;
  /** Asks the program for its version, where its output does not say it. */
  readonly versions?: Pick<ProgramVersions, "of"> | undefined;
  /** The container around it. Absent: it runs on this machine. */
  readonly container?: ContainerFacts | undefined;
  /** Ends the container, whatever became of the program that started it. */
  readonly cleanup?: ChildSpec["cleanup"];
}

/** What a failure in a container may have to do with. */
export interface ContainerFacts {
  readonly image: string;
  /** The program inside. */
  readonly program: string;
  readonly memoryMB: number;
}

/** Runs a CLI once. @throws HarnessError */
export async function runCli(
  invocation: CliInvocation,
  request: HarnessRequest,
  context: HarnessContext,
): Promise<HarnessResult> {
  const { parser } = invocation;
  const { pushError } = parser;
  const tools = createOpenTools();
  const plain = createPlainWords();
  const spoken = (): Spoken => ({ partialText: parser.partialText(), trouble: parser.trouble() });
  /** When its run was ended. */
  let last: Spoken | undefined;
  function receive(events: readonly HarnessEvent[]): "waiting" | "progress" {
    // First: whoever hears of the answer may end the run at once.
    if (parser.isComplete()) agent.finish();
    for (const event of events) {
      if (last !== undefined && event.type === "text") continue;
      tools.see(event);
      context.onEvent(event);
    }
    return events.length > 0 && events.every(({ type }) => type === "retrying") ? "waiting" : "progress";
  }
  const agent = invocation.startProcess({
    ...cliStart(invocation, request),
    stdin: invocation.stdin,
    signal: context.signal,
    waiting: context.waiting,
    tools,
    onStart: (pid, startTime) => {
      context.onEvent({ type: "process.started", pid, ...(startTime === undefined ? {} : { startTime }) });
      void reportVersion(invocation, context);
    },
    onStopping: () => {
      last = spoken();
    },
    onLine(line) {
      plain.see(line);
      return receive(parser.push(line));
    },
    ...(pushError === undefined ? {} : { onErrorLine: (line) => receive(pushError(line)) }),
    ...(invocation.cleanup === undefined ? {} : { cleanup: invocation.cleanup }),
  });
  parser.attach?.(receive);
  const outcome = await agent.outcome;
  const reported = wasEnded(outcome) ? undefined : parser.conclude();
  const left = leftWork(outcome, tools);
  if (left !== undefined) context.onEvent({ type: "background.ended", ...left });
  if (reported !== undefined && !(reported instanceof HarnessError))
    return left === undefined ? reported : { ...reported, backgroundEnded: left };
  const said = plain.text();
  const failure = toFailure({ invocation, request, outcome, reported, said, ...(last ?? spoken()) });
  context.onEvent({ type: "error", class: failure.class, message: failure.message });
  throw failure;
}

/** The process of a CLI, whatever it is told then. */
export function cliStart(
  { wrapper = [], command, args, env, graceMs }: Omit<CliInvocation, "startProcess" | "stdin" | "parser">,
  { cwd, limits }: Pick<HarnessRequest, "cwd" | "limits">,
): KeptStart {
  const [program = command, ...words] = [...wrapper, command, ...args];
  return { command: program, args: words, cwd, env, limits, ...(graceMs === undefined ? {} : { graceMs }) };
}

/** What a program reports after TinyAGI ended its run is about its own end: it answers nobody, and no provider failed. */
function wasEnded({ finished, aborted, outputCapped, timedOut }: AgentProcessOutcome): boolean {
  return !finished && (aborted || outputCapped || timedOut !== null);
}

/** Processes that outlived the program, and commands that it never reported as ended. */
function leftWork({ left }: AgentProcessOutcome, tools: OpenTools): LeftWork | undefined {
  if (left !== undefined) return left;
  const commands = tools.unfinishedCommands();
  return commands.length === 0 ? undefined : { count: commands.length, commands };
}

/** In the background: neither the start nor the result waits for it. */
async function reportVersion(
  { versions, command, env }: CliInvocation,
  { onEvent }: HarnessContext,
): Promise<void> {
  const version = await versions?.of(command, env);
  if (version !== undefined) onEvent({ type: "version", version });
}

/** What a program had said by a moment. */
interface Spoken {
  readonly partialText: string;
  readonly trouble: string;
}

interface Ending extends Spoken {
  readonly invocation: CliInvocation;
  readonly request: HarnessRequest;
  readonly outcome: AgentProcessOutcome;
  readonly reported: HarnessError | undefined;
  /** Plain words on stdout of a program that never spoke its protocol. */
  readonly said: string;
}

function toFailure(ending: Ending): HarnessError {
  const { invocation, request, outcome, reported, partialText } = ending;
  const options = partialText === "" ? {} : { partialText };
  const { name } = invocation;
  if (outcome.aborted && !outcome.finished)
    return new HarnessError("cancelled", `${name} was stopped`, options);
  if (outcome.interrupted)
    return new HarnessError(
      "interrupted",
      `${name} was interrupted, because the agent host stopped unexpectedly`,
      options,
    );
  if (outcome.spawnError !== undefined) return startFailure(ending, outcome.spawnError);
  if (reported !== undefined) {
    const { class: errorClass, failureCause, retryAfterMs, sessionLost, modelOnly, cause } = reported;
    const message = readableMessage(reported.message, invocation.env);
    return new HarnessError(errorClass, message, {
      ...options,
      failureCause,
      retryAfterMs,
      sessionLost,
      modelOnly,
      cause,
    });
  }
  if (outcome.unopened === true && outcome.timedOut !== null) return unopenedFailure(ending);
  if (outcome.timedOut !== null && !outcome.finished) {
    const { idleTimeoutMs, timeoutMs } = request.limits;
    const what =
      outcome.timedOut === "idle"
        ? `produced no output for ${duration(idleTimeoutMs)}`
        : `did not finish within ${duration(timeoutMs)}`;
    const trouble = readableMessage(ending.trouble, invocation.env);
    const why = trouble === "" ? "" : `: ${trouble}`;
    return failureWith(stallCause(trouble), `${name} ${what} and was stopped${why}`, options);
  }
  if (outcome.outputCapped) {
    const limit = request.limits.maxOutputBytes;
    return new HarnessError("invalid", `${name} wrote more than ${limit} bytes and was stopped`, options);
  }
  return silentFailure(ending, options);
}

/** It was started to stay open, and took no prompt in its time: it waits for a person, or does not know its protocol. */
function unopenedFailure(ending: Ending): HarnessError {
  const words = ownWords(ending);
  const said = words === "" ? "" : `: ${words}`;
  const cause = causeOfReport({ message: words });
  return failureWith(
    BEFORE_WORK.has(cause) ? cause : "stalled",
    `${ending.invocation.name} did not begin to take messages and was stopped${said}`,
  );
}

/** What the program wrote in plain words. */
function ownWords({ invocation, outcome, said }: Ending): string {
  const stderr = readableMessage(outcome.stderrTail.slice(-STDERR_READ_CHARS), invocation.env);
  return stderr === "" ? readableMessage(said, invocation.env) : stderr;
}

/** The CLI reported no result on stdout, so its plain words and the exit code decide. */
function silentFailure(ending: Ending, options: { partialText?: string }): HarnessError {
  const { invocation, outcome, said } = ending;
  const { name } = invocation;
  const stderr = ownWords(ending);
  if (invocation.isSessionLost(outcome.stderrTail)) {
    return new HarnessError("not_found", `${name} no longer has this session`, {
      ...options,
      sessionLost: true,
    });
  }
  if (outcome.exitCode === 0) {
    const dropped =
      outcome.droppedLines > 0 ? " (one or more lines of its output were too long and were dropped)" : "";
    const words = said === "" ? "" : `: ${stderr}`;
    const cause = said === "" ? "unknown" : causeOfReport({ message: stderr });
    return failureWith(
      BEFORE_WORK.has(cause) ? cause : "unknown",
      `${name} exited without a result${dropped}${words}`,
      options,
    );
  }
  const how = outcome.signal === undefined ? `exit code ${outcome.exitCode}` : `signal ${outcome.signal}`;
  const message = stderr === "" ? `${name} failed with ${how}` : `${name} failed with ${how}: ${stderr}`;
  const { container } = invocation;
  if (container !== undefined && outcome.exitCode === KILLED)
    return failureWith(
      "unknown",
      `${message}; it may have needed more than container.memoryMB (${container.memoryMB})`,
      options,
    );
  if (container !== undefined && NO_CONTAINER.has(outcome.exitCode))
    return failureWith(
      "container",
      `the container could not start ${container.program} of the image ${container.image}: ${stderr}`,
      options,
    );
  if (isBrokenProgram(outcome)) return failureWith("program", message, options);
  const { failureCause, retryAfterMs } = reportedFailure({ message: stderr, now: Date.now() });
  const isOwn = said !== "" || outcome.unopened === true;
  if (!(isOwn ? BEFORE_WORK : ON_STDERR).has(failureCause)) return failureWith("unknown", message, options);
  return failureWith(failureCause, message, { ...options, retryAfterMs });
}

/** What stderr may say: the tools of an agent write there, too, about their own logins, limits and files. */
const ON_STDERR: ReadonlySet<FailureCause | undefined> = new Set(["outage", "context_full"]);

/** What the words of a program mean that has not begun to work: nothing else has written them. */
const BEFORE_WORK: ReadonlySet<FailureCause | undefined> = new Set([
  "outage",
  "context_full",
  "login",
  "quota",
  "limit",
]);

/** What a program was busy with when it fell silent: waiting for a provider that does not answer, or anything else. */
function stallCause(trouble: string): FailureCause {
  const cause = causeOfReport({ message: trouble });
  return cause === "outage" || cause === "limit" ? cause : "stalled";
}

/** Exit codes of container runtimes: their own failure, a program that cannot be executed, and a missing one. */
const NO_CONTAINER: ReadonlySet<number | undefined> = new Set([125, 126, 127]);
/** What a runtime reports for a program that the kernel ended, as for want of memory. */
const KILLED = 137;

/** Exit codes of shells and sandboxes for a program that is missing or cannot be executed. */
const NOT_EXECUTED: ReadonlySet<number | undefined> = new Set([126, 127]);
/** How the loader of a program reports a package that is just being replaced, before the program has begun. */
const HALF_INSTALLED =
  /^ {0,8}code: '(?:ERR_)?MODULE_NOT_FOUND'|native binary not (?:found|installed)|^bwrap: execvp /m;

function isBrokenProgram({ exitCode, stderrTail, outputBytes }: AgentProcessOutcome): boolean {
  if (NOT_EXECUTED.has(exitCode)) return true;
  return outputBytes === 0 && HALF_INSTALLED.test(stderrTail.slice(-STDERR_READ_CHARS));
}

function startFailure({ invocation, request }: Ending, code: string): HarnessError {
  const { name, command } = invocation;
  if (code === "ENOENT") {
    // The operating system reports a missing working directory in the same way as a missing program.
    const message = existsSync(request.cwd)
      ? `${name} could not be started: "${command}" was not found; install it or check PATH`
      : `${name} could not be started: its working directory ${request.cwd} does not exist`;
    return existsSync(request.cwd) ? failureWith("program", message) : new HarnessError("not_found", message);
  }
  if (code === "E2BIG")
    return new HarnessError("invalid", `${name} could not be started: its arguments are too long`);
  if (code === "EACCES" || code === "ENOTDIR" || code === "ENOEXEC") {
    const message = `${name} could not be started: "${command}" cannot be executed (${code}); check the file and its permissions`;
    return failureWith("program", message);
  }
  if (code === "ETXTBSY") return failureWith("program", `${name} is being replaced ("${command}" is busy)`);
  return new HarnessError("transient", `${name} could not be started (${code})`);
}
