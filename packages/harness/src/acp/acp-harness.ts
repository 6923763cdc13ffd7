/**
 * Runs an agent with any program that speaks the Agent Client Protocol. What differs between programs is a row of
 * `ACP_AGENTS`. The program runs in a sandbox where this machine has one. Where it has none, or where the mode is `ask`, a
 * person is asked before each write and each command; a program that does not ask cannot write then, or does not run.
 */

import { join } from "node:path";
import { RUN_MARK, readStats, toStamp } from "@tinyagi/base";
import {
  type AcpManners,
  acpAgentRow,
  failureWith,
  HarnessError,
  type HarnessProgram,
  type HarnessRequest,
} from "@tinyagi/contracts";
import { createSkillIndex } from "@tinyagi/features";
import { resolveRealPath } from "@tinyagi/home";
import { createPermit } from "../api/permit.js";
import { digestOf } from "../live/basis.js";
import type { LiveHarness, LiveProgram, ProgramConnection } from "../live/connection.js";
import { createChildren } from "../process/child.js";
import type { KeepProcess } from "../process/kept-contract.js";
import { createKeptProcesses } from "../process/kept-process.js";
import type { SealedHome } from "../sandbox/closed-places.js";
import { createSealedHome } from "../sandbox/open-folders.js";
import { resolveProgram } from "../sandbox/program-sandbox.js";
import { createEnclosure, TEMP } from "./enclosure.js";
import { guardOf } from "./guard.js";
import { SOCKET_VARIABLES } from "./sockets.js";

/** Of a program whose row nobody wrote, nothing is expected. */
const STRANGER: AcpManners = { asks: false };

/** Settings of {@link createAcpHarness}. */
export interface AcpHarnessOptions {
  /** Starts programs. All harnesses of a daemon share one. Default: they are children of this process. */
  readonly keepProcess?: KeepProcess | undefined;
  /** The daemon's home, which no program can read. */
  readonly sealed?: SealedHome | undefined;
  /** Whether a sandbox can be around programs. Default: checked at the first run. */
  readonly sandbox?: boolean;
  /** Whether the daemon's API asks for no token. Default: it asks. */
  readonly apiIsOpen?: () => boolean;
  /** Milliseconds between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMs?: number;
}

/** Creates the harness `acp`. */
export function createAcpHarness(options: AcpHarnessOptions = {}): LiveHarness {
  const live = createAcpProgram(options);
  return {
    id: "acp",
    attachesPictures: true,
    async run(request, context) {
      const connection = await live.open(request);
      try {
        return await connection.prompt(request, context);
      } finally {
        await connection.close();
      }
    },
    ...(options.keepProcess === undefined ? {} : { live }),
  };
}

function createAcpProgram(options: AcpHarnessOptions): LiveProgram {
  const {
    sandbox,
    graceMs,
    apiIsOpen = () => false,
    keepProcess = createKeptProcesses(createChildren()),
  } = options;
  const sealedHome = createSealedHome(options.sealed);
  const skills = createSkillIndex();
  return {
    async basis(asked) {
      const request = await skills.addTo(asked);
      const { env, cwd, permissions, model, systemPrompt, sessionId, reach, deniedPaths } = request;
      // A program that works without an effort of the settings is none for a person who chose it.
      const effort = [request.effort, request.effortIsChosen];
      const { command, id } = programOf(request);
      const { [RUN_MARK]: _mark, ...lasting } = env;
      const login = acpAgentRow(id)?.loginFile;
      const file = await resolveProgram(env.PATH ?? "", command[0]);
      return {
        program: `${file ?? ""} ${await stampAt(file ?? command[0])}`,
        login: login === undefined ? "" : await stampAt(join(env.HOME ?? "", login)),
        settings: digestOf([
          permissions,
          command,
          lasting,
          cwd,
          [model, effort],
          reach,
          deniedPaths,
          apiIsOpen(),
        ]),
        prompt: digestOf(systemPrompt),
        files: "",
        session: sessionId ?? "",
      };
    },
    async open(asked): Promise<ProgramConnection> {
      const request = Object.assign({}, await skills.addTo(asked), { cwd: await resolveRealPath(asked.cwd) });
      const { id, command } = programOf(request);
      const row = acpAgentRow(id);
      const manners = row ?? STRANGER;
      const guard = guardOf(command, manners);
      const { permissions, env, model } = request;
      if (permissions !== "bypass" && apiIsOpen()) throw unguarded(id);
      const enclose = createEnclosure(await sealedHome());
      const readOnly = permissions === "ask" && !guard.asks;
      const wrapper =
        permissions === "bypass" || sandbox === false ? undefined : await enclose(request, { readOnly });
      if (wrapper === undefined && permissions !== "bypass" && !guard.asks) throw unheld(id);
      const [program, ...args] = command;
      const { modelArgument } = manners;
      if (model !== undefined && modelArgument !== undefined) args.push(modelArgument, model);
      // What makes the program ask comes last: nothing of an agent may take it away.
      args.push(...guard.words);
      // The protocol's library is large, and most homes have no such agent.
      const { openAcp } = await import("./connection.js");
      return openAcp({
        keepProcess,
        invocation: {
          name: id,
          command: program,
          args,
          ...(wrapper === undefined ? {} : { wrapper }),
          // The same holds for its variables.
          env: Object.assign(wrapper === undefined ? Object.assign({}, env) : enclosedEnv(env), row?.env),
          isSessionLost: () => false,
          graceMs,
        },
        manners,
        login: row?.login,
        enclosed: wrapper !== undefined,
        hasKey: (row?.keyVariables ?? []).some((name) => (env[name] ?? "") !== ""),
        permit: request.mcp && createPermit(request.mcp),
        request,
      });
    },
  };
}

function programOf({ program }: HarnessRequest): HarnessProgram {
  if (program === undefined) throw new HarnessError("invalid", "the run names no program that speaks ACP");
  return program;
}

/** No way out to a socket, and the one temporary folder that can be written there. */
function enclosedEnv(env: HarnessRequest["env"]): Record<string, string> {
  const names: ReadonlySet<string> = new Set(SOCKET_VARIABLES);
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !names.has(name)));
  return Object.assign(kept, { TMPDIR: TEMP, TMP: TEMP, TEMP });
}

/** Nothing would hold such a program back. */
function unheld(id: string): HarnessError {
  return failureWith(
    "program",
    `${id} does not ask before it acts, and this machine has no sandbox to hold it; install bubblewrap, or trust it: tinyagi agent set <id> --permissions bypass`,
  );
}

/** The program has the network of the machine, so nothing would keep its agent from what only the owner may do. */
function unguarded(id: string): HarnessError {
  return failureWith(
    "program",
    `${id} reaches the API of TinyAGI, which asks for no token, so its agent could do all that you can; require the token: tinyagi config set server.auth token`,
  );
}

async function stampAt(path: string): Promise<string> {
  const stats = await readStats(path);
  return stats === null ? "" : toStamp(stats);
}
