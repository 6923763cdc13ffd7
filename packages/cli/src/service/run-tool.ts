/** Runs a command of the service manager. */
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

export function runTool(context: CliContext, file: string, args: readonly string[]): Promise<ToolResult> {
  const { env, signal } = context;
  return new Promise((resolve, reject) => {
    execFile(file, args, { env, signal, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason);
      const code =
        error === null ? 0 : typeof error.code === "number" ? error.code : error.code === "ENOENT" ? -1 : 1;
      resolve({ code, stdout, stderr: stderr === "" && error !== null ? error.message : stderr });
    });
  });
}
