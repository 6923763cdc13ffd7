/** codex as a program that stays open: what it starts with, and how it is opened. */
import { join } from "node:path";
import { findProgram, RUN_MARK } from "@tinyagi/base";
import { HARNESSES, type HarnessRequest } from "@tinyagi/contracts";
import { createPermit } from "../../api/permit.js";
import type { CliInvocation } from "../../cli/cli-run.js";
import { pictureFiles } from "../../cli/picture-files.js";
import { digestOf } from "../../live/basis.js";
import type { LiveProgram } from "../../live/connection.js";
import { stampAt } from "../../live/file-stamps.js";
import type { KeepProcess } from "../../process/kept-contract.js";
import {
  appServerArguments,
  type CodexFacts,
  codexSettings,
  repeatedInstructions,
  threadParameters,
} from "../arguments.js";
import type { KnownInstructions } from "../known-instructions.js";
import { withToolNote } from "../tool-note.js";
import { openCodex, textInput } from "./connection.js";
import { startFiles } from "./start-files.js";

/** How codex is started for a request. */
export interface CodexStart {
  readonly facts: CodexFacts;
  /** What is in front of it. */
  readonly wrapper: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where the records of its sessions are; laid out as the folder of codex is. */
  readonly recordFolder: string;
}

/** What kept programs of codex need. */
export interface LiveCodexParts {
  readonly command: string;
  readonly graceMs: number | undefined;
  readonly keepProcess: KeepProcess;
  readonly versions: CliInvocation["versions"];
  readonly known: KnownInstructions;
  readonly start: (request: HarnessRequest) => Promise<CodexStart>;
  readonly homeOf: (request: HarnessRequest) => string;
  readonly now: () => number;
}

/** Kept programs of codex. What fixes a start is listed in `basis`; what is missing there stays as it was. */
export function liveCodex(parts: LiveCodexParts): LiveProgram {
  const { command, homeOf, start } = parts;
  return {
    async basis(request) {
      const { env, model, systemPrompt, sessionId, cwd, reach, deniedPaths, permissions } = request;
      const home = homeOf(request);
      const { [RUN_MARK]: _mark, ...lasting } = env;
      const [{ facts }, program, login, files] = await Promise.all([
        start(request),
        findProgram(command, env.PATH ?? ""),
        stampAt(join(home, HARNESSES.codex.cli.loginFile.file)),
        startFiles({ cwd, home }),
      ]);
      const { canAsk: _asks, hasNetworkProxy: _proxy, ...lastingFacts } = facts;
      return {
        program: `${program ?? ""} ${await stampAt(program ?? command)}`,
        login,
        settings: digestOf([
          permissions,
          codexSettings(request, lastingFacts),
          [lasting, model, reach, deniedPaths],
        ]),
        prompt: digestOf(systemPrompt),
        files,
        session: sessionId ?? "",
      };
    },
    open: (bare) => open(parts, withToolNote(bare)),
  };
}

async function open(parts: LiveCodexParts, request: HarnessRequest): ReturnType<LiveProgram["open"]> {
  const { command, graceMs, keepProcess, versions, known, now } = parts;
  const { facts, wrapper, env } = await parts.start(request);
  const { sessionId, systemPrompt, mcp } = request;
  const connection = openCodex({
    keepProcess,
    invocation: {
      name: "codex",
      command,
      ...(wrapper.length === 0 ? {} : { wrapper: [...wrapper, "--"] }),
      args: appServerArguments(request, facts),
      env,
      isSessionLost: () => false,
      graceMs,
      versions,
    },
    thread: { sessionId, params: threadParameters(request) },
    inputOf({ prompt, ...asked }) {
      const kept = connection.sessionId();
      // A thread keeps the instructions with which it began.
      const repeats = sessionId !== undefined && kept !== undefined && !known.knows(kept, systemPrompt);
      return [
        textInput(`${repeats ? repeatedInstructions(request) : ""}${prompt}`),
        ...pictureFiles({ prompt, ...asked }).map((path) => ({ type: "localImage", path })),
      ];
    },
    permit: facts.canAsk === true && mcp !== undefined ? createPermit(mcp) : undefined,
    hasTools: mcp !== undefined,
    now,
  });
  return {
    ...connection,
    async prompt(asked, context) {
      const result = await connection.prompt(asked, context);
      if (result.sessionId !== undefined) known.remember(result.sessionId, systemPrompt);
      return result;
    },
  };
}
