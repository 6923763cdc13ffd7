/**
 * Runs an agent with Claude Code. The prompt goes to stdin; the system prompt and the settings go into files that only
 * the owner can read. Must never load configuration that the agent can write in its workspace.
 */
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { type CliInvocation, runCli } from "../cli/cli-run.js";
import { NO_CONTAINERS, type RunPlaces, withPlaces } from "../container/run-place.js";
import type { LiveHarness } from "../live/connection.js";
import { createAgentProcesses } from "../process/agent-process.js";
import type { KeepProcess } from "../process/kept-contract.js";
import type { StartAgentProcess } from "../process/process-contract.js";
import type { SealedHome } from "../sandbox/closed-places.js";
import { createCommandSandbox } from "../sandbox/command-sandbox.js";
import { createGitGuard } from "../sandbox/git-guard.js";
import { createSealedHome } from "../sandbox/open-folders.js";
import { untilAnswered } from "../sandbox/probe.js";
import { foreignFolders } from "../sandbox/program-folders.js";
import { canSandbox } from "../sandbox/sandbox.js";
import {
  type ClaudePermissionFacts,
  type ClaudeRunFiles,
  claudeArguments,
  claudeEnvironment,
  claudeInput,
  claudeSettings,
} from "./arguments.js";
import { configDir } from "./config-dir.js";
import { isClaudeSessionLost } from "./failure.js";
import { liveClaude } from "./live-claude.js";
import { writeMcpFile } from "./mcp-file.js";
import { createClaudeParser } from "./parser.js";
import { createRunFileStore } from "./run-files.js";

/** Settings of {@link createClaudeHarness}. */
export interface ClaudeHarnessOptions {
  /** Program to start. Default: `claude` on the agent's PATH. */
  readonly command?: string;
  /** Milliseconds between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMs?: number;
  /** Starts the CLI. All harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
  /** Prepares programs that stay open. Default: none does. */
  readonly keepProcess?: KeepProcess | undefined;
  /** Folder for the files of a run. Default: the system's temporary folder. */
  readonly tempDir?: string;
  /** Whether claude's own sandbox works on this machine. Default: checked at the first run. */
  readonly sandbox?: boolean;
  /** The daemon's home, which sandboxed commands cannot read. */
  readonly sealed?: SealedHome;
  /** Where agents run that are to run in containers. Default: nowhere. */
  readonly places?: RunPlaces | undefined;
  /** The time in epoch milliseconds. Default: the system clock. */
  readonly now?: () => number;
}

/** Creates the harness `claude`. */
export function createClaudeHarness(options: ClaudeHarnessOptions = {}): LiveHarness {
  const { command = "claude", graceMs, tempDir = tmpdir(), now = Date.now, places = NO_CONTAINERS } = options;
  const startProcess = options.startProcess ?? createAgentProcesses();
  const runFiles = createRunFileStore(tempDir);
  const sealedHome = createSealedHome(options.sealed);
  const guardGit = createGitGuard({
    sandboxOf: createCommandSandbox(options.sealed ? { sealed: options.sealed } : {}),
    tempDir,
  });
  const probed = untilAnswered(canSandbox, false);
  const hasSandbox = (request: HarnessRequest) => {
    // Nothing is asked then, and what a container would answer says nothing about this machine.
    if (request.permissions === "bypass") return false;
    if (options.sandbox !== undefined) return options.sandbox;
    return probed({ platform: process.platform, path: request.env.PATH ?? "" });
  };
  const permissionFacts = async (request: HarnessRequest): Promise<ClaudePermissionFacts> => {
    const { permissions, deniedPaths, readablePaths, reach, api, cwd } = request;
    const [sandbox, sealed] = await Promise.all([hasSandbox(request), sealedHome()]);
    return {
      permissions,
      deniedPaths,
      readablePaths,
      reach,
      sealed,
      api,
      cwd,
      contained: request.container !== undefined,
      ownTools: request.mcp !== undefined,
      sandbox,
      configDirs: [configDir(request)],
      foreign: foreignFolders("claude", request),
    };
  };
  /** How claude is started for a request. What it reads lives until `release`. */
  const prepare = async (request: HarnessRequest) => {
    const facts = await permissionFacts(request);
    const { systemPrompt, cwd } = request;
    const { files, release } = await runFiles.acquire({
      systemPrompt,
      basis: JSON.stringify(facts),
      settings: (skillsPlugin) => JSON.stringify(claudeSettings({ ...facts, skillsPlugin })),
      cwd,
    });
    try {
      const invocation = {
        name: "claude",
        command,
        args: claudeArguments(request, { ...files, mcp: request.mcp && writeMcpFile(request.mcp) }),
        env: {
          ...claudeEnvironment(request, { isRoot: process.getuid?.() === 0 }),
          PATH: (await guardGit(request)).path,
        },
        isSessionLost: isClaudeSessionLost,
        graceMs,
      };
      return { invocation, files, release };
    } catch (error) {
      release();
      throw error;
    }
  };
  const { keepProcess } = options;
  return {
    id: "claude",
    run: withPlaces(places, "claude", async ({ request, enclose }, context) => {
      const { invocation, files, release } = await prepare(request);
      try {
        const started: CliInvocation = {
          ...invocation,
          startProcess,
          stdin: claudeInput(request.prompt),
          parser: createClaudeParser({ now }),
        };
        return await runCli(await enclose(started, listFolders(files)), request, context);
      } finally {
        release();
      }
    }),
    ...(keepProcess === undefined
      ? {}
      : { live: liveClaude({ command, keepProcess, now, prepare, permissionFacts }) }),
  };
}

/** What the program reads besides its workspace. */
function listFolders({ settings, skillsPlugin }: ClaudeRunFiles): string[] {
  return [dirname(settings), ...(skillsPlugin === undefined ? [] : [skillsPlugin])];
}
