/** Claude Code as a program that stays open: what it starts with, and how it is opened. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { findProgram, RUN_MARK } from "@tinyagi/base";
import { HARNESSES, type HarnessRequest } from "@tinyagi/contracts";
import type { CliInvocation } from "../cli/cli-run.js";
import { digestOf } from "../live/basis.js";
import type { LiveProgram } from "../live/connection.js";
import { stampAt } from "../live/file-stamps.js";
import type { KeepProcess } from "../process/kept-contract.js";
import { type ClaudePermissionFacts, claudeSettings } from "./arguments.js";
import { configDir } from "./config-dir.js";
import { openClaude } from "./connection.js";
import { startFiles } from "./start-files.js";

/** How claude is started for a request. */
type Prepared = { invocation: Omit<CliInvocation, "startProcess" | "stdin" | "parser">; release: () => void };

/** Kept programs of claude. What fixes a start is listed in `basis`; what is missing there stays as it was. */
export function liveClaude(parts: {
  command: string;
  keepProcess: KeepProcess;
  now: () => number;
  prepare: (request: HarnessRequest) => Promise<Prepared>;
  permissionFacts: (request: HarnessRequest) => Promise<ClaudePermissionFacts>;
}): LiveProgram {
  const { command, keepProcess, now, prepare, permissionFacts } = parts;
  const programOf = async ({ env }: HarnessRequest) => {
    const program = await findProgram(command, env.PATH ?? "");
    return `${program ?? ""} ${await stampAt(program ?? command)}`;
  };
  return {
    program: programOf,
    async basis(request) {
      const { env, model, effort, endpoint, systemPrompt, sessionId, cwd } = request;
      const config = configDir(request);
      const { [RUN_MARK]: _mark, ...lasting } = env;
      const [facts, program, login, files] = await Promise.all([
        permissionFacts(request),
        programOf(request),
        stampAt(join(config, HARNESSES.claude.cli.loginFile.file)),
        startFiles({ cwd, configDir: config }),
      ]);
      return {
        program,
        login,
        // Of the facts, what claude is told: others differ from run to run.
        settings: digestOf([
          request.permissions,
          claudeSettings(facts),
          lasting,
          cwd,
          [model, effort],
          endpoint,
        ]),
        prompt: digestOf(systemPrompt),
        files,
        session: sessionId ?? "",
      };
    },
    async open(request) {
      const { invocation, release } = await prepare(request);
      return openClaude({
        keepProcess,
        invocation,
        now,
        newUuid: randomUUID,
        hasTools: request.mcp !== undefined,
        release,
      });
    },
  };
}
