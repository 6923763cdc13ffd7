/** Runs other programs to their end: the service manager, npm, tar, another version of TinyAGI. */
import { execFile } from "node:child_process";
import type { CliContext } from "../context/context.js";

/** A stop waits for the daemon's agents. */
const TIMEOUT_MS = 120_000;

export interface ToolResult {
  /** -1 when the program does not exist. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Metadata of packages is long. */
const OUTPUT_BYTES = 16 * 1_024 * 1_024;

/** Runs a command that takes seconds. */
export function runTool(context: CliContext, file: string, args: readonly string[]): Promise<ToolResult> {
  return runProgram(context, { file, args, timeoutMs: TIMEOUT_MS });
}

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
}

/** Ends it when this command is interrupted. */
export function runProgram(
  { env, signal }: Pick<CliContext, "env" | "signal">,
  { file, args, timeoutMs }: Program,
): Promise<ToolResult> {
  const options = { env, signal, timeout: timeoutMs, maxBuffer: OUTPUT_BYTES };
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason);
      const code =
        error === null ? 0 : typeof error.code === "number" ? error.code : error.code === "ENOENT" ? -1 : 1;
      resolve({ code, stdout, stderr: stderr === "" && error !== null ? error.message : stderr });
    });
  });
}
