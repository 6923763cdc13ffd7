/**
 * Runs an agent with the Codex CLI: prompt on stdin, sessions by stored id, writes confined to the workspace.
 * codex reconnects for ever when nobody answers, so only the time limits of the request end such a run.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Harness, HarnessRequest } from "@tinyagi/contracts";
import { runCli } from "../cli/cli-run.js";
import { createAgentProcesses, type StartAgentProcess } from "../process/agent-process.js";
import { type CodexFacts, codexInvocation } from "./arguments.js";
import { isCodexSessionLost } from "./failure.js";
import { createCodexParser } from "./parser.js";
import { createToldInstructions } from "./told-instructions.js";

// Also inside a profile: better one sandbox too strict than a setting that undoes ours.
const SANDBOX_MODE = /^\s*"?sandbox_mode"?\s*=/m;

const NETWORK_PROXY = /^network_proxy\s/m;
const PROBE_TIMEOUT_MS = 10_000;
const execute = promisify(execFile);

/** Settings of {@link createCodexHarness}. */
export interface CodexHarnessOptions {
  /** Program to start; default `codex` on the agent's PATH. */
  readonly command?: string;
  /** Between SIGTERM and SIGKILL; default 5 s. */
  readonly graceMs?: number;
  /** Starts the CLI; all harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
}

/** Creates the harness `codex`. */
export function createCodexHarness(options: CodexHarnessOptions = {}): Harness {
  const { command = "codex", graceMs, startProcess = createAgentProcesses() } = options;
  let probed: Promise<boolean> | undefined;
  const known = createToldInstructions();
  const hasNetworkProxy = (request: HarnessRequest) => {
    if (request.api === undefined) return false;
    probed ??= knowsNetworkProxy(command, request);
    return probed;
  };
  return {
    id: "codex",
    run: async (request, context) => {
      const { sessionId, systemPrompt } = request;
      const facts = {
        ...(await readFacts(request)),
        hasNetworkProxy: await hasNetworkProxy(request),
        tellsInstructions: sessionId !== undefined && !known.isTold(sessionId, systemPrompt),
      };
      const { args, stdin } = codexInvocation(request, facts);
      // Totals of another session would be subtracted from a thread that starts at zero.
      const sessionTotals = sessionId === undefined ? undefined : request.sessionTotals;
      const invocation = {
        name: "codex",
        startProcess,
        command,
        args,
        env: request.env,
        stdin,
        parser: createCodexParser({ sessionTotals }),
        isSessionLost: isCodexSessionLost,
        graceMs,
      };
      const result = await runCli(invocation, request, context);
      if (result.sessionId !== undefined) known.told(result.sessionId, systemPrompt);
      return result;
    },
  };
}

/** Whether this codex has the proxy that keeps the network to named hosts. Asked once: it costs a start of the CLI. */
async function knowsNetworkProxy(command: string, { env, cwd }: HarnessRequest): Promise<boolean> {
  try {
    const { stdout } = await execute(command, ["features", "list"], { env, cwd, timeout: PROBE_TIMEOUT_MS });
    return NETWORK_PROXY.test(stdout);
  } catch {
    // An older codex, or none: its own start says what is wrong.
    return false;
  }
}

async function readFacts({ env }: HarnessRequest): Promise<Pick<CodexFacts, "userSetsSandboxMode">> {
  const file = join(env.CODEX_HOME ?? join(env.HOME ?? homedir(), ".codex"), "config.toml");
  // Without a readable file there is nothing in it; codex itself says what it thinks of a broken one.
  const text = await readFile(file, "utf8").catch(() => "");
  return { userSetsSandboxMode: SANDBOX_MODE.test(text) };
}
