/**
 * Runs an agent with the Codex CLI. The prompt goes to stdin, a session is resumed by its stored id, and writes are
 * restricted to the workspace. codex reconnects forever if the provider does not respond; only the request's time limits
 * end such a run.
 */
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "@tinyagi/base";
import {
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
  type HarnessRequest,
} from "@tinyagi/contracts";
import { type CliInvocation, runCli } from "../cli/cli-run.js";
import type { ProgramVersions } from "../cli/program-versions.js";
import { NO_CONTAINERS, type RunPlaces, withPlaces } from "../container/run-place.js";
import type { LiveHarness, LiveProgram } from "../live/connection.js";
import { createAgentProcesses } from "../process/agent-process.js";
import type { KeepProcess } from "../process/kept-contract.js";
import type { StartAgentProcess } from "../process/process-contract.js";
import type { SealedHome } from "../sandbox/closed-places.js";
import { createCommandSandbox } from "../sandbox/command-sandbox.js";
import { createGitGuard } from "../sandbox/git-guard.js";
import { probe, untilAnswered } from "../sandbox/probe.js";
import { foreignFolders } from "../sandbox/program-folders.js";
import { createProgramSandbox } from "../sandbox/program-sandbox.js";
import { type CodexStart, liveCodex } from "./app-server/live-codex.js";
import { codexEnvironment, codexInvocation } from "./arguments.js";
import { setsSandboxMode } from "./config.js";
import { isCodexSessionLost } from "./failure.js";
import { createKnownInstructions } from "./known-instructions.js";
import { createCodexParser } from "./parser.js";
import { codexQuota } from "./quota.js";
import { bringRecord, openRecords } from "./records.js";
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
  /** Prepares programs that stay open. Default: none does, and nobody can be asked for permission. */
  readonly keepProcess?: KeepProcess | undefined;
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
  /** The time in epoch milliseconds. Default: the system clock. */
  readonly now?: () => number;
}

/** Creates the harness `codex`. */
export function createCodexHarness(options: CodexHarnessOptions = {}): LiveHarness {
  const { command = "codex", graceMs, startProcess = createAgentProcesses(), now = Date.now } = options;
  const { keepProcess, versions } = options;
  const known = createKnownInstructions();
  const startOf = createStarts(options, command);
  const live =
    keepProcess === undefined
      ? undefined
      : liveCodex({
          command,
          graceMs,
          keepProcess,
          versions,
          known,
          now,
          start: (request) => startOf(request, codexHome(request), { asks: true }),
          homeOf: codexHome,
        });
  const exec = withPlaces(options.places ?? NO_CONTAINERS, "codex", async (place, context) => {
    const request = withToolNote(place.request);
    const { sessionId, systemPrompt } = request;
    const home = place.configFolder ?? codexHome(request);
    const { facts, wrapper, env, recordFolder } = await startOf(request, home, { asks: false });
    const repeatsInstructions = sessionId !== undefined && !known.knows(sessionId, systemPrompt);
    const { args, stdin } = codexInvocation(request, { ...facts, repeatsInstructions });
    // A new thread starts at zero, so subtracting the totals of another session would be wrong.
    const sessionTotals = sessionId === undefined ? undefined : request.sessionTotals;
    const invocation: CliInvocation = {
      name: "codex",
      startProcess,
      command,
      ...(wrapper.length === 0 ? {} : { wrapper: [...wrapper, "--"] }),
      args,
      env,
      stdin,
      parser: createCodexParser({ sessionTotals }),
      isSessionLost: isCodexSessionLost,
      graceMs,
      versions,
    };
    const watched = withQuota(context, { home: recordFolder, threadId: sessionId });
    const result = await runCli(await place.enclose(invocation, []), request, watched).finally(watched.tell);
    if (result.sessionId !== undefined) known.remember(result.sessionId, systemPrompt);
    return result;
  });
  return {
    id: "codex",
    attachesPictures: true,
    run: live === undefined ? exec : askingRun(live, exec),
    ...(live === undefined ? {} : { live }),
  };
}

/** `codex exec` cannot ask. Where a run is to ask, it works in a program that could stay open, and is closed with the run. */
function askingRun(live: LiveProgram, exec: Harness["run"]): Harness["run"] {
  return async (request, context) => {
    if (request.permissions !== "ask" || request.mcp === undefined) return exec(request, context);
    const connection = await live.open(request);
    try {
      return await connection.prompt(request, context);
    } catch (error) {
      const lost = error instanceof HarnessError && error.sessionLost;
      if (connection.wasOpen() || context.signal.aborted || lost) throw error;
    } finally {
      await connection.close();
    }
    // It took no prompt. What is wrong with the program shows when it runs as it always did.
    return exec(request, context);
  };
}

/** What each start of codex on this machine depends on. */
function createStarts(options: CodexHarnessOptions, command: string) {
  const knowsProxy = untilAnswered((request: HarnessRequest) => knowsNetworkProxy(command, request), false);
  const guardGit = createGitGuard({
    sandboxOf: createCommandSandbox(options.sealed ? { sealed: options.sealed } : {}),
    tempDir: options.tempDir ?? tmpdir(),
  });
  const enclose = createProgramSandbox(options);
  return async (
    request: HarnessRequest,
    home: string,
    { asks }: { readonly asks: boolean },
  ): Promise<CodexStart> => {
    const git = await guardGit(request);
    const records = await openRecords(home, request);
    const foreign = foreignFolders("codex", request);
    const asked = Object.assign({}, request, { deniedPaths: [...request.deniedPaths, ...foreign] });
    const mounts = records?.mounts ?? [];
    const wrapper = await enclose(asked, { command, writable: [home], readable: git.folders, mounts });
    const isEnclosed = wrapper !== undefined;
    await bringRecord(home, request, { toAgent: isEnclosed });
    return {
      facts: {
        userSetsSandboxMode: await setsSandboxMode(home),
        isEnclosed,
        hasNetworkProxy: request.api !== undefined && (await knowsProxy(request)),
        // What a person allows runs without the sandbox of codex. Only one around codex keeps closed places closed then.
        canAsk: asks && isEnclosed,
        records: records && {
          databases: records.databases,
          closed: isEnclosed ? [] : [...records.closed, ...foreign],
        },
      },
      recordFolder: isEnclosed && records !== undefined ? records.folder : home,
      wrapper: wrapper ?? [],
      env: { ...codexEnvironment(request), PATH: git.path },
    };
  };
}

/** Tells of the windows of the login when a run has ended. */
function withQuota(
  context: HarnessContext,
  { home, threadId }: { home: string; threadId: string | undefined },
) {
  let last = threadId;
  return {
    ...context,
    onEvent(event: HarnessEvent) {
      if (event.type === "session") last = event.sessionId;
      context.onEvent(event);
    },
    async tell() {
      const windows = last === undefined ? [] : await codexQuota(home, last);
      if (windows.length > 0) context.onEvent({ type: "quota", windows });
    },
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
