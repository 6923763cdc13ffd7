/** One invocation of the command: words in, exit code out. Everything outside comes in as an argument. */
import type { Readable } from "node:stream";
import { CommanderError } from "commander";
import { failureOf, usageError } from "./context/cli-error.js";
import { type CliContext, createContext, type Environment } from "./context/context.js";
import { EXIT } from "./context/exit-code.js";
import { createOutput, type Screen } from "./context/output.js";
import { buildProgram, isCommand } from "./program.js";

export interface CliOptions {
  /** Words behind `tinyagi`. */
  words: readonly string[];
  env: Environment;
  stdin: Readable & { isTTY?: boolean };
  stdout: Screen;
  stderr: Screen;
  /** Ends with SIGINT and the like. */
  signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now: () => number;
  version: string;
  /** Absolute path of the daemon's entry file. */
  daemonMain: () => string;
}

const VERSION_WORDS: ReadonlySet<string> = new Set(["-v", "-V", "--version"]);
const START_SECONDS = 60;

/** Runs the command and resolves with its exit code; never rejects. */
export async function runCli(options: CliOptions): Promise<number> {
  const flags = flagsOf(options.words);
  const output = createOutput({ ...options, json: flags.has("--json"), plain: flags.has("--plain") });
  try {
    const context = createContext({ ...options, output });
    try {
      await dispatch(context, options.words);
      return options.signal.aborted && context.exitCode === EXIT.ok ? EXIT.interrupted : context.exitCode;
    } catch (error) {
      if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
      // Every wait ends with this signal's reason; whatever came of it, the person asked for the end.
      if (options.signal.aborted) {
        output.fail({
          code: "INTERRUPTED",
          message: "interrupted",
          details: [],
          exitCode: EXIT.interrupted,
          hint: undefined,
        });
        return EXIT.interrupted;
      }
      throw error;
    }
  } catch (error) {
    const failure = failureOf(error instanceof CommanderError ? fromCommander(error, options.words) : error);
    output.fail(failure);
    return failure.exitCode;
  }
}

async function dispatch(context: CliContext, words: readonly string[]): Promise<void> {
  const first = words.find((word) => word !== "--json" && word !== "--plain");
  if (first === undefined) {
    const { start, status } = await import("./command/daemon.js");
    if (!context.output.json) await start(context, START_SECONDS);
    else await (await import("./control/start-daemon.js")).startDaemon(context, START_SECONDS * 1_000);
    await status(context);
    return;
  }
  const given = VERSION_WORDS.has(first) ? words.map((word) => (word === first ? "version" : word)) : words;
  const program = await buildProgram(context, given);
  await program.parseAsync([...given], { from: "user" });
}

/** Options before a `--`; what stands behind it is text. */
function flagsOf(words: readonly string[]): ReadonlySet<string> {
  const end = words.indexOf("--");
  return new Set(end === -1 ? words : words.slice(0, end));
}

function fromCommander(error: CommanderError, words: readonly string[]): Error {
  const place = placeOf(words);
  if (error.code === "commander.help") return usageError(`say what to do: ${place} --help`);
  const [message = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const dashes =
    error.code === "commander.unknownOption" ? "text that begins with - stands behind --" : undefined;
  return usageError(message, suggestion?.replace(/^\(|\)$/g, "") ?? dashes ?? `see: ${place} --help`);
}

/** The command the words name, for hints: never their text. */
function placeOf(words: readonly string[]): string {
  const first = words.find((word) => !word.startsWith("-")) ?? "";
  return isCommand(first) ? `tinyagi ${first}` : "tinyagi";
}
