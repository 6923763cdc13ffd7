/**
 * Runs an agent with Claude Code. The prompt goes in on stdin, system prompt and settings through files that only
 * the owner can read and that are gone after the run. Nothing the agent can write in its workspace
 * is loaded as configuration.
 */
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Harness, HarnessRequest } from "@tinyagi/contracts";
import { runCli } from "../cli-run.js";
import { canSandbox } from "../sandbox.js";
import {
  type ClaudeRunFiles,
  claudeArguments,
  claudeEnvironment,
  claudeInput,
  claudeSettings,
} from "./arguments.js";
import { isClaudeSessionLost } from "./failure.js";
import { createClaudeParser } from "./parser.js";

/** Settings of {@link createClaudeHarness}. */
export interface ClaudeHarnessOptions {
  /** Program to start; default `claude` on the agent's PATH. */
  readonly command?: string;
  /** Between SIGTERM and SIGKILL; default 5 s. */
  readonly graceMs?: number;
  /** Where the files of a run are put; default the system's folder for temporary files. */
  readonly tempDir?: string;
  /** Whether claude's own sandbox works here; default: found out at the first run. */
  readonly sandbox?: boolean;
  /** Epoch milliseconds; default the system clock. */
  readonly now?: () => number;
}

/** Creates the harness `claude`. */
export function createClaudeHarness(options: ClaudeHarnessOptions = {}): Harness {
  const { command = "claude", graceMs, tempDir = tmpdir(), now = Date.now } = options;
  let probed: Promise<boolean> | undefined;
  const hasSandbox = (request: HarnessRequest) => {
    if (options.sandbox !== undefined) return options.sandbox;
    probed ??= canSandbox({ platform: process.platform, path: request.env.PATH ?? "" });
    return probed;
  };
  return {
    id: "claude",
    run: async (request, context) => {
      const sandbox = await hasSandbox(request);
      const folder = await mkdtemp(join(tempDir, "tinyagi-claude-"));
      try {
        const files = await writeRunFiles(folder, request, { sandbox });
        return await runCli(
          {
            name: "claude",
            command,
            args: claudeArguments(request, files),
            env: claudeEnvironment(request, { isRoot: process.getuid?.() === 0 }),
            stdin: claudeInput(request.prompt),
            parser: createClaudeParser({ now }),
            isSessionLost: isClaudeSessionLost,
            graceMs,
          },
          request,
          context,
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function writeRunFiles(
  folder: string,
  request: HarnessRequest,
  { sandbox }: { sandbox: boolean },
): Promise<ClaudeRunFiles> {
  const systemPrompt = join(folder, "system-prompt.md");
  const settings = join(folder, "settings.json");
  const facts = { ...request, sandbox, configDirs: [configDir(request)] };
  const [, , skillsPlugin] = await Promise.all([
    writeFile(systemPrompt, request.systemPrompt, { mode: 0o600 }),
    writeFile(settings, JSON.stringify(claudeSettings(facts)), { mode: 0o600 }),
    linkSkills(folder, request.cwd),
  ]);
  return { systemPrompt, settings, skillsPlugin };
}

function configDir({ env }: HarnessRequest): string {
  return env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), ".claude");
}

/** Without project settings claude does not see the workspace's skills: a plugin with a link to them shows them. */
async function linkSkills(folder: string, cwd: string): Promise<string | undefined> {
  const skills = join(cwd, ".claude", "skills");
  const found = await stat(skills).catch(() => undefined);
  if (found?.isDirectory() !== true) return undefined;
  const plugin = join(folder, "workspace");
  await mkdir(plugin, { mode: 0o700 });
  await symlink(skills, join(plugin, "skills"));
  return plugin;
}
