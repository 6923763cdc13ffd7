/** Makes a home the home of a worker: uses an invitation, and keeps the credential. */
import { existsSync } from "node:fs";
import { AppError } from "@tinyagi/contracts";
import { homePaths, prepareHome } from "@tinyagi/home";
import { askToJoin, type Invitation, type JoinFailure, readJoinCode } from "@tinyagi/worker";
import { lockHome } from "../home-lock.js";
import { VERSION } from "../version.js";
import { saveJoined } from "./joined-file.js";

const ANSWER_MS = 20_000;

export interface JoinOptions {
  readonly code: string;
  readonly home: string;
  readonly signal: AbortSignal;
}

export interface JoinFacts {
  readonly worker: string;
  readonly slots: number;
  /** Host and port of the engine. */
  readonly engine: string;
  /** By how much this machine's clock is ahead of the daemon's, in milliseconds. */
  readonly skewMs: number;
}

/**
 * @throws AppError `INVALID_INPUT` for a text that is no code, `CONFLICT` for the home of a daemon, `HOME_LOCKED` while a
 * worker runs in it, `UNAVAILABLE`, `FORBIDDEN` for a code that is not valid any more, `TIMED_OUT`
 */
export async function joinDaemon({ code, home, signal }: JoinOptions): Promise<JoinFacts> {
  const invitation = readJoinCode(code);
  if (invitation === undefined)
    throw new AppError(
      "INVALID_INPUT",
      "This is not a join code, or a part of it is missing. Copy it again, or make a new one: tinyagi worker invite <name>",
    );
  assertWorkerHome(home);
  const paths = await prepareHome(home);
  const lock = lockHome(paths.lock);
  try {
    const now = Date.now;
    const result = await askToJoin({ invitation, release: VERSION, timeoutMs: ANSWER_MS, now, signal });
    if (result.kind !== "joined") throw refusal(result.kind, result.reason, invitation);
    saveJoined(home, result.joined);
    const { name: worker, slots, url } = result.joined;
    return { worker, slots, engine: new URL(url).host, skewMs: Math.round(result.skewMs) };
  } finally {
    lock.release();
  }
}

/** A home is either a daemon's or a worker's. */
function assertWorkerHome(home: string): void {
  const { settings, database } = homePaths(home);
  if (!existsSync(settings) && !existsSync(database)) return;
  throw new AppError(
    "CONFLICT",
    `${home} is the home of a daemon. A worker needs a home of its own: TINYAGI_HOME=${home}-worker tinyagi worker join <code>`,
  );
}

function refusal(kind: JoinFailure, reason: string, { url }: Invitation): AppError {
  const { host } = new URL(url);
  if (kind === "unreachable")
    return new AppError(
      "UNAVAILABLE",
      `The engine at ${host} cannot be reached from this machine: ${reason}`,
    );
  if (kind === "refused")
    return new AppError(
      "FORBIDDEN",
      "The engine does not accept this code: it was used, or it has expired. Make a new one: tinyagi worker invite <name>",
    );
  return new AppError(
    "TIMED_OUT",
    `The engine at ${host} was reached, but the daemon did not answer. Start it, then join again with the same code.`,
  );
}
