/** Starts a version and finds out whether it works, through its own command. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { type Program, runProgram, type ToolResult } from "../service/run-tool.js";
import type { Journal } from "./journal.js";
import { commandIn, type Places } from "./places.js";

/** A large database may be migrated before the daemon serves. */
const START_SECONDS = 600;
const START_TIMEOUT_MS = (START_SECONDS + 60) * 1_000;
const STATUS_TIMEOUT_MS = 60_000;

/** Starts the daemon of the package in its place. @returns why that failed */
export async function startPackage(context: CliContext, places: Places): Promise<string | undefined> {
  // Other versions must know these words.
  const words = ["start", "--no-open", "--during-update", "--timeout", String(START_SECONDS), "--json"];
  const started = await runProgram(context, command(places, words, START_TIMEOUT_MS));
  return started.code === 0 ? undefined : reasonIn(started);
}

/** Starts the new version and asks it for its status. @returns why it does not work */
export async function tryNewVersion(
  context: CliContext,
  places: Places,
  { to }: Journal,
): Promise<string | undefined> {
  const problem = await startPackage(context, places);
  if (problem !== undefined) return problem;
  const asked = await runProgram(context, command(places, ["status", "--json"], STATUS_TIMEOUT_MS));
  if (asked.code !== 0) return reasonIn(asked);
  return statusProblem(asked.stdout, to);
}

/** What a status says against a version. Pure. @param text JSON of `tinyagi status` */
export function statusProblem(text: string, wanted: string): string | undefined {
  let status: { version?: unknown; settings?: { valid?: unknown; problem?: unknown } };
  try {
    status = JSON.parse(text) as typeof status;
  } catch {
    return "its status is not JSON";
  }
  if (status.version !== wanted) return `version ${cleanLine(String(status.version))} runs instead`;
  if (status.settings?.valid === true) return undefined;
  return `it refuses the settings: ${cleanLine(String(status.settings?.problem ?? "no reason given"))}`;
}

function command({ packageDir }: Places, words: readonly string[], timeoutMs: number): Program {
  return { file: process.execPath, args: [commandIn(packageDir), ...words], timeoutMs };
}

/** The error in the last line of JSON on stderr, else its last line. Pure. */
export function reasonIn({ code, stderr }: Pick<ToolResult, "code" | "stderr">): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  for (const line of [...lines].reverse()) {
    try {
      const { error } = JSON.parse(line) as { error?: unknown };
      if (typeof error === "string") return cleanLine(error);
    } catch {
      // A line of Node or of a shell.
    }
  }
  const message = lines.find((line) => /^\w*Error\b|^tinyagi:/.test(line.trim())) ?? lines.at(-1);
  return message === undefined ? `exit code ${code}` : cleanLine(message);
}
