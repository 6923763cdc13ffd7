/**
 * Runs an agent with opencode. The prompt goes to stdin, the system prompt and the permissions go into its environment,
 * and a session is resumed by its stored id. Commands run in bubblewrap; if the machine has none, they are denied. Must
 * never load configuration that the agent can write in its workspace.
 */
import { tmpdir } from "node:os";
import { isWithin, type Log } from "@tinyagi/base";
import { type Harness, type HarnessRequest, hasProxyPassword } from "@tinyagi/contracts";
import { createSkillIndex, TOKEN_FILE_VARIABLE } from "@tinyagi/features";
import { resolveRealPath } from "@tinyagi/home";
import { type CliInvocation, runCli } from "../cli/cli-run.js";
import type { ProgramVersions } from "../cli/program-versions.js";
import { NO_CONTAINERS, type RunPlaces, withPlaces } from "../container/run-place.js";
import { createAgentProcesses } from "../process/agent-process.js";
import type { StartAgentProcess } from "../process/process-contract.js";
import { findBubblewrap, type SandboxPrograms } from "../sandbox/bubblewrap.js";
import { type CommandSandboxOptions, createCommandSandbox } from "../sandbox/command-sandbox.js";
import { createGitGuard } from "../sandbox/git-guard.js";
import { createSealedHome } from "../sandbox/open-folders.js";
import { untilAnswered } from "../sandbox/probe.js";
import { closedToProgram, createProgramSandbox } from "../sandbox/program-sandbox.js";
import { writeSandboxShell } from "../sandbox/sandbox-shell.js";
import { opencodeInvocation } from "./arguments.js";
import { isOpencodeSessionLost } from "./failure.js";
import { createOpencodeParser } from "./parser.js";
import { hidingCommand } from "./project-files.js";

/** Where sandboxes do not work within each other, opencode sees all of the machine but the project files. */
const EVERYTHING = ["--dev-bind", "/", "/", "--die-with-parent"];
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/i;
/** Commands do not see this variable: it contains the whole system prompt. */
const CONFIG_NAME = "OPENCODE_CONFIG_CONTENT";

/** Settings of {@link createOpencodeHarness}. */
export interface OpencodeHarnessOptions extends CommandSandboxOptions {
  /** Program to start. Default: `opencode` on the agent's PATH. */
  readonly command?: string;
  /** Milliseconds between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMs?: number;
  /** Starts the CLI. All harnesses of a daemon share one. */
  readonly startProcess?: StartAgentProcess;
  /** Folder for the sandbox's shell. Default: the system's temporary folder. */
  readonly tempDir?: string;
  /** Where agents run that are to run in containers. Default: nowhere. */
  readonly places?: RunPlaces | undefined;
  /** Where to say that opencode runs without a sandbox around it. Default: nowhere. */
  readonly log?: Pick<Log, "warn">;
  /** Asks opencode for its version, which its output does not say. Absent: nobody asks. */
  readonly versions?: Pick<ProgramVersions, "of">;
}

/** Creates the harness `opencode`. */
export function createOpencodeHarness(options: OpencodeHarnessOptions = {}): Harness {
  const { command = "opencode", graceMs, tempDir = tmpdir() } = options;
  const startProcess = options.startProcess ?? createAgentProcesses();
  const sandboxOf = createCommandSandbox(options);
  const skills = createSkillIndex();
  const sealedHome = createSealedHome(options.sealed);
  const guardGit = createGitGuard({ sandboxOf, tempDir });
  const hide = createHiding(options, command);
  const sandboxShell = async (request: HarnessRequest): Promise<string | undefined> => {
    const wrapper = await sandboxOf(request, hiddenNames(request));
    return wrapper && writeSandboxShell(tempDir, wrapper);
  };
  return {
    id: "opencode",
    attachesPictures: true,
    run: withPlaces(options.places ?? NO_CONTAINERS, "opencode", async (place, context) => {
      // opencode's own skill tool is off, like every tool that we do not name, and it does not know the bundled skills.
      const request = await skills.addTo(place.request);
      const cwd = await resolveRealPath(request.cwd);
      const shell = await sandboxShell(request);
      const git = await guardGit({ ...request, cwd });
      const invocation = opencodeInvocation(
        { ...request, cwd },
        {
          sandboxShell: shell,
          readable: [...((await sealedHome())?.readable ?? []), ...readableBeside(request, cwd)],
        },
      );
      const whole: CliInvocation = {
        name: "opencode",
        startProcess,
        command,
        wrapper: await hide({ ...request, cwd }, [...git.folders, ...programFiles(request, shell)]),
        ...invocation,
        env: { ...invocation.env, PATH: git.path },
        parser: createOpencodeParser(),
        isSessionLost: isOpencodeSessionLost,
        graceMs,
        versions: options.versions,
      };
      return runCli(await place.enclose(whole, []), request, context);
    }),
  };
}

function hiddenNames({ env }: HarnessRequest): string[] {
  const secrets = Object.keys(env).filter(
    (name) =>
      (SECRET_NAME.test(name) && name !== TOKEN_FILE_VARIABLE) || hasProxyPassword(name, env[name] ?? ""),
  );
  return [...secrets, CONFIG_NAME];
}

/** The words in front of opencode's command; see {@link hidingCommand}. */
function createHiding({ sandbox, sealed, log }: OpencodeHarnessOptions, command: string) {
  const enclose = createProgramSandbox({ sealed, log });
  const programsOf = untilAnswered<string, SandboxPrograms | undefined>(findBubblewrap, undefined);
  return async (request: HarnessRequest, readable: readonly string[]): Promise<readonly string[]> => {
    if (request.permissions === "bypass") return [];
    if (sandbox === false) return hidingCommand(request, undefined);
    const places = { command, writable: [], readable };
    const enclosed = await enclose(request, places);
    if (enclosed !== undefined)
      return hidingCommand(request, enclosed, await closedToProgram(request, { sealed, places }));
    const bwrap = (await programsOf(request.env.PATH ?? ""))?.bwrap;
    return hidingCommand(request, bwrap === undefined ? undefined : [bwrap, ...EVERYTHING]);
  };
}

/** What the shell of its commands needs. */
function programFiles({ api }: HarnessRequest, shell: string | undefined): string[] {
  return [shell, api?.socket].filter((path) => path !== undefined);
}

/** What it may read outside its workspace. What is readable is never edited, so the workspace must not be among it. */
function readableBeside({ reach }: HarnessRequest, cwd: string): string[] {
  return (reach?.readable ?? []).filter((path) => !isWithin(cwd, path));
}
