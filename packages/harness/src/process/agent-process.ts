/**
 * Starts one agent CLI as a child process: without a shell, in its own process group, with a complete environment and
 * the prompt on stdin. Every start has exactly one outcome, never a rejection, and memory is bounded whatever the child
 * writes. Must never inherit this process's environment. It reports the exit code but does not judge it: the harness does.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { errorCode } from "@tinyagi/core";
import type {
  AgentProcess,
  AgentProcessOptions,
  AgentProcessOutcome,
  StartAgentProcess,
} from "./process-contract.js";
import { type Child, superviseChild } from "./supervision.js";
import { createWorkSlices, type WorkSlices } from "./work-slices.js";

/** Creates the function that starts a daemon's agents. They share an event loop, so no output may block the others. */
export function createAgentProcesses(): StartAgentProcess {
  const slices = createWorkSlices();
  return (options) => startProcess(options, slices);
}

function startProcess(options: AgentProcessOptions, slices: WorkSlices): AgentProcess {
  if (options.signal.aborted) {
    const outcome = Promise.resolve(notStarted({ aborted: true }));
    return { pid: undefined, finish: () => {}, outcome };
  }
  const child = start(options);
  if ("failure" in child) {
    const outcome = child.failure.then((spawnError) => notStarted({ spawnError }));
    return { pid: undefined, finish: () => {}, outcome };
  }
  const { outcome, finish } = superviseChild(child, options, slices);
  options.onStart?.(child.pid);
  return { pid: child.pid, finish, outcome };
}

/** Returns the child, or the code of its failed start. Node throws some of these failures and emits others as events. */
function start({ command, args, cwd, env }: AgentProcessOptions): Child | { failure: Promise<string> } {
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: "pipe" });
    return isAlive(child) ? child : { failure: once(child, "error").then(([error]) => codeOf(error)) };
  } catch (error) {
    return { failure: Promise.resolve(codeOf(error)) };
  }
}

function isAlive(child: ChildProcessWithoutNullStreams): child is Child {
  return child.pid !== undefined;
}

function codeOf(error: unknown): string {
  return errorCode(error) || "UNKNOWN";
}

function notStarted(facts: { aborted?: boolean; spawnError?: string }): AgentProcessOutcome {
  return {
    exitCode: undefined,
    signal: undefined,
    timedOut: null,
    outputCapped: false,
    aborted: facts.aborted ?? false,
    finished: false,
    outputBytes: 0,
    droppedLines: 0,
    stderrTail: "",
    spawnError: facts.spawnError,
  };
}
