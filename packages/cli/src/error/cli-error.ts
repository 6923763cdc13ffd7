/**
 * An error this command found itself. It mirrors `AppError` without importing it: the contracts load a schema
 * library, which would double the time to print a help text.
 */
import type { ErrorCode, ErrorDetail } from "@tinyagi/contracts";
import { toStorageFault } from "@tinyagi/contracts/storage-fault";
import { EXIT, toExitCode } from "./exit-code.js";

export interface CliErrorOptions {
  /** Default: by the code. */
  exitCode?: number;
  /** What to do next, one line. */
  hint?: string;
  details?: readonly ErrorDetail[];
  cause?: unknown;
}

export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly hint: string | undefined;
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, options: CliErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? toExitCode(code);
    this.hint = options.hint;
    this.details = options.details ?? [];
  }
}

/** The words of the command line are wrong: exit code 2. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError("INVALID_INPUT", message, {
    exitCode: EXIT.usage,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** What a failure means for the person: words, exit code, next step. */
export interface Failure {
  code: string;
  message: string;
  details: readonly ErrorDetail[];
  exitCode: number;
  hint: string | undefined;
}

/** Also for an answer of the daemon: it does not know how this command finds it. */
const CONNECTION_HINTS: Readonly<Record<string, string>> = {
  DAEMON_UNREACHABLE: "Start it: tinyagi start",
  SHUTTING_DOWN: "Wait until it has stopped, then start it again: tinyagi start",
  UNAUTHORIZED:
    "The daemon does not accept this token: check TINYAGI_HOME and TINYAGI_API_PORT; of a daemon elsewhere: tinyagi login <url>",
};

/** For errors that this command found itself. What the daemon answers says what to do. */
const HINTS: Readonly<Record<string, string>> = {
  ...CONNECTION_HINTS,
  UNKNOWN_AGENT: "List your agents: tinyagi agent list",
  NO_AGENTS: "Add one: tinyagi agent add <id> --provider demo",
};

/** Reads any thrown value: errors of this command, of the API, of the system. */
export function toFailure(error: unknown): Failure {
  if (error instanceof CliError) {
    const { code, message, details, exitCode } = error;
    return { code, message, details, exitCode, hint: error.hint ?? HINTS[code] };
  }
  if (error instanceof Error && "code" in error && "details" in error && Array.isArray(error.details)) {
    const code = String(error.code);
    const details = error.details as ErrorDetail[];
    const { message } = error;
    return { code, message, details, exitCode: toExitCode(code), hint: CONNECTION_HINTS[code] };
  }
  const message = error instanceof Error ? error.message : String(error);
  const fault = toStorageFault(error);
  if (fault !== undefined)
    return { code: fault.code, message, details: [], exitCode: toExitCode(fault.code), hint: fault.action };
  return { code: "INTERNAL", message, details: [], exitCode: EXIT.failed, hint: undefined };
}
