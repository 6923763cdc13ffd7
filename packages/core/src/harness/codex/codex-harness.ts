/**
 * Runs an agent with the Codex CLI: prompt on stdin, sessions by stored id, writes confined to the workspace.
 * codex reconnects for ever when nobody answers, so only the time limits of the request end such a run.
 */
import type { Harness } from "@tinyagi/contracts";
import { runCli } from "../cli-run.js";
import { codexInvocation } from "./arguments.js";
import { isCodexSessionLost } from "./failure.js";
import { createCodexParser } from "./parser.js";

/** Settings of {@link createCodexHarness}. */
export interface CodexHarnessOptions {
  /** Program to start; default `codex` on the agent's PATH. */
  readonly command?: string;
  /** Between SIGTERM and SIGKILL; default 5 s. */
  readonly graceMs?: number;
}

/** Creates the harness `codex`. */
export function createCodexHarness({ command = "codex", graceMs }: CodexHarnessOptions = {}): Harness {
  return {
    id: "codex",
    run: (request, context) => {
      const { args, stdin } = codexInvocation(request);
      // Totals of another session would be subtracted from a thread that starts at zero.
      const sessionTotals = request.sessionId === undefined ? undefined : request.sessionTotals;
      const invocation = {
        name: "codex",
        command,
        args,
        env: request.env,
        stdin,
        parser: createCodexParser({ sessionTotals }),
        isSessionLost: isCodexSessionLost,
        graceMs,
      };
      return runCli(invocation, request, context);
    },
  };
}
