/**
 * Runs an agent with the Codex CLI. The prompt goes to stdin, a session is resumed by its stored id, and writes are
 * restricted to the workspace. codex reconnects forever if the provider does not respond; only the request's time limits
 * end such a run.
 */
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "@tinyagi/base";
import type { Harness, HarnessContext, HarnessRequest } from "@tinyagi/contracts";
import { type CliInvocation, runCli } from "../cli/cli-run.js";
import type { ProgramVersions } from "../cli/program-versions.js";
import { NO_CONTAINERS, type RunPlaces, withPlaces } from "../container/run-place.js";
import { createAgentProcesses } from "../process/agent-process.js";
import type { StartAgentProcess } from "../process/process-contract.js";
import type { SealedHome } from "../sandbox/closed-places.js";
import { createCommandSandbox } from "../sandbox/command-sandbox.js";
import { createGitGuard } from "../sandbox/git-guard.js";
import { probe, untilAnswered } from "../sandbox/probe.js";
import { createProgramSandbox } from "../sandbox/program-sandbox.js";
import { codexEnvironment, codexInvocation } from "./arguments.js";
import { setsSandboxMode } from "./config.js";
import { isCodexSessionLost } from "./failure.js";
import { createKnownInstructions } from "./known-instructions.js";
import { createCodexParser } from "./parser.js";
import { codexQuota } from "./quota.js";
import { withToolNote } from "./tool-note.js";

const NETWORK_PROXY = /^network_proxy\s/m;

/** Settings of {@link createCodexHarness}. */
export interface CodexHarnessOptions {
  /** Program to start. Default: `codex` on the agent's PATH. */
  readonly command?: string;
  /** Milliseconds between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMs?: number;
  /** Starts the CLI. All harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
  /** Folder for the git that codex calls. Default: the system's temporary folder. */
  readonly tempDir?: string;
  /** The daemon's home, which codex and that git cannot read. */
  readonly sealed?: SealedHome;
  /** Where agents run that are to run in containers. Default: nowhere. */
  readonly places?: RunPlaces | undefined;
  /** Where to say that codex runs without a sandbox around it. Default: nowhere. */
  readonly log?: Pick<Log, "warn">;
  /** Asks codex for its version, which its output does not say. Absent: nobody asks. */
  readonly versions?: Pick<ProgramVersions, "of">;
}

/** Creates the harness `codex`. */
export function createCodexHarness(options: CodexHarnessOptions = {}): Harness {
  const { command = "codex", graceMs, startProcess = createAgentProcesses() } = options;
  const knowsProxy = untilAnswered((request: HarnessRequest) => knowsNetworkProxy(command, request), false);
  const known = createKnownInstructions();
  const guardGit = createGitGuard({
    sandboxOf: createCommandSandbox(options.sealed ? { sealed: options.sealed } : {}),
    tempDir: options.tempDir ?? tmpdir(),
  });
  const enclose = createProgramSandbox(options);
  const hasNetworkProxy = (request: HarnessRequest) => request.api !== undefined && knowsProxy(request);
  return {
    id: "codex",
    attachesPictures: true,
    run: withPlaces(options.places ?? NO_CONTAINERS, "codex", async (place, context) => {
      const request = withToolNote(place.request);
      const { sessionId, systemPrompt } = request;
      const home = place.configFolder ?? codexHome(request);
      const git = await guardGit(request);
      const wrapper = await enclose(request, { command, writable: [home], readable: git.folders });
      const facts = {
        userSetsSandboxMode: await setsSandboxMode(home),
        isEnclosed: wrapper !== undefined,
        hasNetworkProxy: await hasNetworkProxy(request),
        repeatsInstructions: sessionId !== undefined && !known.knows(sessionId, systemPrompt),
      };
      const { args, stdin } = codexInvocation(request, facts);
      // A new thread starts at zero, so subtracting the totals of another session would be wrong.
      const sessionTotals = sessionId === undefined ? undefined : request.sessionTotals;
      const invocation: CliInvocation = {
        name: "codex",
        startProcess,
        command,
        ...(wrapper === undefined ? {} : { wrapper: [...wrapper, "--"] }),
        args,
        env: { ...codexEnvironment(request), PATH: git.path },
        stdin,
        parser: createCodexParser({ sessionTotals }),
        isSessionLost: isCodexSessionLost,
        graceMs,
        versions: options.versions,
      };
      let threadId = sessionId;
      const watched: HarnessContext = {
        ...context,
        onEvent(event) {
          if (event.type === "session") threadId = event.sessionId;
          context.onEvent(event);
        },
      };
      const result = await runCli(await place.enclose(invocation, []), request, watched).finally(async () => {
        const windows = threadId === undefined ? [] : await codexQuota(home, threadId);
        if (windows.length > 0) context.onEvent({ type: "quota", windows });
      });
      if (result.sessionId !== undefined) known.remember(result.sessionId, systemPrompt);
      return result;
    }),
  };
}

/**
 * Whether this codex has the proxy that restricts the network to named hosts: an old one does not know the question. Asked
 * once, because it starts the CLI, and where no agent can have put settings for it.
 */
async function knowsNetworkProxy(command: string, { env }: HarnessRequest): Promise<boolean> {
  const printed = await probe([command, "features", "list"], { env, cwd: "/" });
  return printed !== undefined && NETWORK_PROXY.test(printed);
}

/** Where codex keeps its login, configuration and sessions. */
function codexHome({ env }: HarnessRequest): string {
  return env.CODEX_HOME ?? join(env.HOME ?? homedir(), ".codex");
}
