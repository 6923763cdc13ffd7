/**
 * Runs an agent with opencode: prompt on stdin, system prompt and permissions through its environment, sessions by
 * stored id. Commands run in bubblewrap where the machine has it and are denied where not. Nothing the agent can
 * write in its workspace is loaded as configuration.
 */
import { tmpdir } from "node:os";
import type { Harness, HarnessRequest } from "@tinyagi/contracts";
import { realPathOf, TOKEN_FILE_VARIABLE, tellSkills } from "@tinyagi/core";
import { runCli } from "../cli/cli-run.js";
import { createAgentProcesses, type StartAgentProcess } from "../process/agent-process.js";
import { type CommandSandboxOptions, createCommandSandbox } from "../sandbox/command-sandbox.js";
import { withRealPaths } from "../sandbox/open-folders.js";
import { writeSandboxShell } from "../sandbox/sandbox-shell.js";
import { opencodeInvocation } from "./arguments.js";
import { isOpencodeSessionLost } from "./failure.js";
import { createOpencodeParser } from "./parser.js";

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/i;
/** It carries the whole system prompt; a command has no use for it. */
const CONFIG_NAME = "OPENCODE_CONFIG_CONTENT";

/** Settings of {@link createOpencodeHarness}. */
export interface OpencodeHarnessOptions extends CommandSandboxOptions {
  /** Program to start; default `opencode` on the agent's PATH. */
  readonly command?: string;
  /** Between SIGTERM and SIGKILL; default 5 s. */
  readonly graceMs?: number;
  /** Starts the CLI; all harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
  /** Where the shell of the sandbox is put; default the system's folder for temporary files. */
  readonly tempDir?: string;
}

/** Creates the harness `opencode`. */
export function createOpencodeHarness(options: OpencodeHarnessOptions = {}): Harness {
  const { command = "opencode", graceMs, tempDir = tmpdir() } = options;
  const startProcess = options.startProcess ?? createAgentProcesses();
  const sandboxOf = createCommandSandbox(options);
  const sandboxShell = async (request: HarnessRequest): Promise<string | undefined> => {
    const wrapper = await sandboxOf(request, hiddenNames(request));
    return wrapper && writeSandboxShell(tempDir, wrapper);
  };
  return {
    id: "opencode",
    run: async (asked, context) => {
      // Its own tool for skills is off with all others that are not named, and knows no bundled ones.
      const request = await tellSkills(asked);
      const cwd = await realPathOf(request.cwd);
      const invocation = opencodeInvocation(
        { ...request, cwd },
        {
          sandboxShell: await sandboxShell(request),
          readable: (await withRealPaths(options.sealed))?.readable,
        },
      );
      return runCli(
        {
          name: "opencode",
          startProcess,
          command,
          ...invocation,
          parser: createOpencodeParser(),
          isSessionLost: isOpencodeSessionLost,
          graceMs,
        },
        request,
        context,
      );
    },
  };
}

function hiddenNames({ env }: HarnessRequest): string[] {
  const secrets = Object.keys(env).filter((name) => SECRET_NAME.test(name) && name !== TOKEN_FILE_VARIABLE);
  return [...secrets, CONFIG_NAME];
}
