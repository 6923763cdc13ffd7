/**
 * A Claude Code process that stays open: each prompt is a turn of one session. What claude counts for its whole process is
 * counted here for each turn. Must be closed, so that its files are released.
 */
import { type CliInvocation, cliStart, runCli } from "../cli/cli-run.js";
import type { ProgramConnection } from "../live/connection.js";
import {
  type KeepProcess,
  type KeptPatience,
  PING_PATIENCE,
  REFRESH_PATIENCE,
} from "../process/kept-contract.js";
import { claudeInput } from "./arguments.js";
import { type ClaudeParser, createClaudeParser } from "./parser.js";
import { answerTo, claudeProtocol, pingLine, refreshLine, refusalLine } from "./protocol.js";

/** With it, claude says when it begins to work with a text. */
const REPLAYING = "--replay-user-messages";

/** What a connection needs. */
export interface ClaudeConnectionParts {
  readonly keepProcess: KeepProcess;
  /** How claude is started, and what all turns have in common. */
  readonly invocation: Omit<CliInvocation, "startProcess" | "stdin" | "parser">;
  readonly now: () => number;
  /** A new uuid. */
  readonly newUuid: () => string;
  /** Whether it has tools of TinyAGI. */
  readonly hasTools: boolean;
  /** Called once, when the process has ended. */
  readonly release: () => void;
}

/** Prepares a connection. The first prompt starts the process. */
export function openClaude({
  keepProcess,
  invocation,
  now,
  newUuid,
  hasTools,
  release,
}: ClaudeConnectionParts): ProgramConnection {
  let reading: ClaudeParser | undefined;
  const kept = keepProcess(claudeProtocol(() => reading?.awaited() ?? []));
  const spent = { usd: 0 };
  let sessionId: string | undefined;
  let questions = 0;
  let released = false;
  const kind = { ...invocation, args: [...invocation.args, REPLAYING] };
  const releaseOnce = () => {
    if (released) return;
    released = true;
    release();
  };
  void kept.ended.then(releaseOnce);

  async function ask(lineOf: (id: string) => string, expected: { patience: KeptPatience; success: boolean }) {
    questions += 1;
    const id = `tinyagi-${questions}`;
    const isAnswer = (line: string) => {
      const answer = answerTo(id, line);
      return expected.success ? answer === "success" : answer !== undefined;
    };
    return kept.ask(lineOf(id), { isAnswer, ...expected.patience });
  }

  return {
    async prompt(request, context) {
      // Who may do what is asked with a tool of TinyAGI. Any other request has no answer here.
      const parser = createClaudeParser({ now, spent, onAsked: (id) => kept.write(refusalLine(id)) });
      reading = parser;
      const started = {
        ...kind,
        startProcess: kept.startTurn,
        parser,
        stdin: claudeInput(request.prompt),
      };
      try {
        return await runCli(started, request, context);
      } finally {
        sessionId = parser.sessionId() ?? sessionId;
      }
    },
    openAhead: (request) => kept.open(cliStart(kind, request)),
    async steer(text) {
      const uuid = newUuid();
      if (reading === undefined || !kept.say(claudeInput(text, uuid))) return "too_late";
      reading.await(uuid);
      return "taken";
    },
    answers: () => ask(pingLine, { patience: PING_PATIENCE, success: false }),
    refresh: async () => !hasTools || ask(refreshLine, { patience: REFRESH_PATIENCE, success: true }),
    isUsable: kept.isUsable,
    wasOpen: kept.wasOpen,
    isForeign: kept.isForeign,
    sessionId: () => sessionId,
    pid: kept.pid,
    async close() {
      await kept.stop();
      releaseOnce();
    },
    ended: kept.ended,
  };
}
