/** Reports a database whose log only grows, because another program holds an old state of it, with that program. */
import { join } from "node:path";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { duration, size } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { runProgram } from "../service/run-tool.js";
import { findReaders, type Reader } from "./file-readers.js";
import type { Finding } from "./finding.js";
import { type LogState, readLogState } from "./log-state.js";

const MIB = 1_048_576;
/** TinyAGI writes the log into the database from 4 MiB on. */
const MUCH_BYTES = 16 * MIB;
const SOME_BYTES = 4 * MIB;
const STUCK_MS = 10 * 60_000;
const LSOF_TIMEOUT_MS = 10_000;

export async function checkLog(context: CliContext): Promise<Finding[]> {
  const database = join(context.paths.home, "tinyagi.db");
  const state = await readLogState(database, context.now());
  if (state === undefined || !isStuck(state)) return [];
  const daemon = await readLivingDaemon(context.paths.daemonFile);
  const readers = await findReaders({
    database,
    own: new Set([process.pid, ...(daemon === undefined ? [] : [daemon.pid])]),
    platform: process.platform,
    lsof: async (args) =>
      (await runProgram(context, { file: "lsof", args, timeoutMs: LSOF_TIMEOUT_MS })).stdout,
  });
  return [toFinding(state, readers)];
}

function isStuck({ waitingBytes, stuckMs }: LogState): boolean {
  return waitingBytes >= MUCH_BYTES || (waitingBytes >= SOME_BYTES && stuckMs >= STUCK_MS);
}

function toFinding({ bytes, waitingBytes, stuckMs }: LogState, readers: readonly Reader[]): Finding {
  const found = `the log of the database has ${size(bytes)}; ${size(waitingBytes)} of it could not be written into the database for ${duration(stuckMs)}`;
  const names = readers.map(
    ({ pid, name }) => `${name === undefined ? "a program" : cleanLine(name)} (pid ${pid})`,
  );
  if (names.length === 0)
    return {
      id: "database.log",
      level: "warning",
      message: found,
      hint: "Close every other program that has tinyagi.db open, also in a container; if there is none: tinyagi restart",
    };
  return {
    id: "database.log",
    level: "warning",
    message: `${found}, because ${names.join(", ")} ${names.length === 1 ? "holds" : "hold"} an old state of it`,
    hint: "Close that program, or end its transaction; TinyAGI then writes the log by itself. To read the database, read a copy: tinyagi backup",
  };
}
