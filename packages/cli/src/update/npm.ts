/** npm, which fetches, installs and removes the package. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { runProgram, type ToolResult } from "../service/run-tool.js";
import { npmEnvironment } from "./npm-environment.js";

/** The database module may have to be compiled. */
const TIMEOUT_MS = 30 * 60_000;
const QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
/** By default npm tries for more than a minute, without a word, when a registry does not answer or sends damaged files. */
const FEW_TRIES = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-factor=2"];

/** @throws CliError without npm */
export async function npm(context: CliContext, args: readonly string[]): Promise<ToolResult> {
  const options = [...QUIET, ...FEW_TRIES];
  const env = await npmEnvironment(context);
  const result = await runProgram(
    { ...context, env },
    {
      file: "npm",
      args: [...args, ...options],
      timeoutMs: TIMEOUT_MS,
    },
  );
  if (result.code !== -1) return result;
  throw new CliError("UNAVAILABLE", "There is no npm, which installs and removes TinyAGI.", {
    hint: "Install it, or put its folder into PATH",
  });
}

/** The line of npm's output that says what went wrong. */
export function npmReason({ stderr }: ToolResult): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^npm (error|ERR!)\s*/, "").trim());
  return cleanLine(
    lines.find((line) => line !== "" && !/^(code|errno|npm warn) /i.test(line)) ?? "npm gave no reason",
  );
}
