/** Adds to "the daemon is not running" why its last start failed. */

import { readStartFailure } from "@tinyagi/base/start-failure";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { minute } from "@tinyagi/views";
import type { Failure } from "../error/cli-error.js";
import { resolvePaths } from "./paths.js";

/** @returns the failure itself, unless the daemon cannot be reached and its last start of this home failed */
export function withLastStart(failure: Failure, env: Readonly<Record<string, string | undefined>>): Failure {
  if (failure.code !== "DAEMON_UNREACHABLE") return failure;
  const last = readStartFailure(resolvePaths(env).home);
  if (last === undefined) return failure;
  const lines = last.message.split("\n").map((line) => cleanLine(line));
  return {
    ...failure,
    details: [
      ...failure.details,
      { message: `its last start failed at ${minute(last.at)}, exit code ${last.exitCode}:` },
      ...lines.filter((line) => line.trim() !== "").map((message) => ({ message })),
    ],
    hint: "correct this, then start it: tinyagi start",
  };
}
