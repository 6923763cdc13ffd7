/** One invocation of the command: words in, exit code out. Everything from outside is an argument. */
import type { Readable } from "node:stream";
import { type Command, CommanderError } from "commander";
import { COMMANDS } from "./command-table.js";
import { type CliContext, createContext } from "./context/context.js";
import type { Environment } from "./context/environment.js";
import { type GlobalOptions, readGlobals } from "./context/global-options.js";
import { withLastStart } from "./context/last-start.js";
import { toFailure, usageError } from "./error/cli-error.js";
import { EXIT } from "./error/exit-code.js";
import { exampleLines } from "./help/examples.js";
import { translated } from "./help/habits.js";
import { createOutput } from "./output/output.js";
import type { Screen } from "./output/screen.js";
import { buildProgram } from "./program.js";

export interface CliOptions {
  /** Words after `tinyagi`. */
  words: readonly string[];
  env: Environment;
  stdin: Readable & { isTTY?: boolean };
  stdout: Screen;
  stderr: Screen;
  /** Aborts on SIGINT, SIGTERM or SIGHUP. */
  signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now: () => number;
  version: string;
  /** Absolute path of the daemon's entry file. */
  daemonMain: () => string;
}

const VERSION_WORDS: ReadonlySet<string> = new Set(["-v", "-V", "--version"]);
/** Mistakes that an example explains best: something is missing. */
const NEEDS_FORM: ReadonlySet<string> = new Set([
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
]);

/** Runs the command and resolves with its exit code; never rejects. */
export async function runCli(options: CliOptions): Promise<number> {
  const { globals, refusal } = parseGlobals(options.words);
  const output = createOutput({ ...options, ...globals });
  try {
    if (refusal !== undefined) throw refusal;
    const context = createContext({ ...options, ...globals, output });
    try {
      await (globals.watch ? watched(context, globals.words) : dispatch(context, globals.words));
      return options.signal.aborted && context.exitCode === EXIT.ok ? EXIT.interrupted : context.exitCode;
    } catch (error) {
      if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
      // Every wait ends with this signal's reason. Any error after it means that the person asked to stop.
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
    const failure = withLastStart(toFailure(error), options.env);
    output.fail(failure);
    return failure.exitCode;
  }
}

/** Also of wrong words: the error is printed in the format that they ask for. */
function parseGlobals(words: readonly string[]): { globals: GlobalOptions; refusal?: unknown } {
  try {
    return { globals: readGlobals(words) };
  } catch (refusal) {
    const { json, plain } = readGlobals(words.filter((word) => word === "--json" || word === "--plain"));
    return { globals: { ...readGlobals([]), json, plain }, refusal };
  }
}

async function watched(context: CliContext, typed: readonly string[]): Promise<void> {
  const words = translated(typed);
  const { assertWatchable, watch } = await import("./control/watch.js");
  assertWatchable(words);
  await watch(context, (output) => dispatch({ ...context, output }, words));
}

async function dispatch(context: CliContext, typed: readonly string[]): Promise<void> {
  const words = translated(typed);
  const first = words[0];
  if (first === undefined) {
    const { runBare } = await import("./command/daemon/bare.js");
    return runBare(context);
  }
  if (first === "completion" && words[1] === "--at") {
    const { complete } = await import("./command/completion/completion.js");
    const half = words.slice(words.indexOf("--") + 1);
    // A word that is still being typed names no command yet.
    const finished = half.slice(0, -1);
    await complete(await buildProgram(context, finished), context, half);
    return;
  }
  const given = VERSION_WORDS.has(first) ? words.map((word) => (word === first ? "version" : word)) : words;
  if (first === "help") return help(context, words);
  await assertReachable(context, first, words);
  const program = await buildProgram(context, given);
  try {
    await program.parseAsync([...given], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode === 0) throw error;
    throw await toUsage(error, program, given);
  }
}

/** @throws CliError usage for a command of this machine while a daemon elsewhere is chosen */
async function assertReachable(context: CliContext, name: string, words: readonly string[]): Promise<void> {
  const row = COMMANDS.find((one) => one.name === name);
  if (row?.local !== true || words.includes("--help") || words.includes("-h")) return;
  const remote = await context.remote();
  if (remote === undefined) return;
  throw usageError(
    `${name} works on the machine of its daemon, and ${remote.url} is chosen.`,
    context.choice.host === undefined
      ? "Run it on that machine; or go back to this one: tinyagi logout"
      : "Run it on that machine, or without --host",
  );
}

/** `help agent add`: help for that command. An unknown word is refused as it is elsewhere. */
async function help(context: CliContext, words: readonly string[]): Promise<void> {
  const named = words.filter((word) => !word.startsWith("-")).slice(1);
  const program = await buildProgram(context, named);
  const path: string[] = [];
  let command = program;
  for (const word of named) {
    if (command.commands.length === 0) break;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) {
      const unknown = new CommanderError(
        EXIT.usage,
        "commander.unknownCommand",
        `error: unknown command '${word}'`,
      );
      throw await toUsage(unknown, program, named);
    }
    path.push(word);
    command = next;
  }
  await program.parseAsync([...path, "--help"], { from: "user" });
}

/** The same error in the words of this command, with what to do next. */
async function toUsage(error: CommanderError, program: Command, words: readonly string[]): Promise<Error> {
  const { place, command } = resolvePlace(program, words);
  const [example] = exampleLines(command);
  // An example may be followed by its explanation.
  const form = example === undefined ? undefined : `For example: ${example.trim().split(/ {2,}/, 1)[0]}`;
  if (error.code === "commander.help")
    return usageError(`A command is missing; list the commands: ${place} --help.`, form);
  const help = `${place} --help`;
  if (NEEDS_FORM.has(error.code) && form !== undefined)
    return usageError(toSentence(error), `${form}; see: ${help}`);
  const [, suggestion] = error.message.split("\n");
  if (error.code === "commander.unknownCommand") {
    const { oldWordError } = await import("./help/old-words.js");
    const old = oldWordError(words.filter((word) => !word.startsWith("-")));
    if (old !== undefined) return old;
  }
  const dashes =
    error.code === "commander.unknownOption" ? "Put text that begins with - after --." : undefined;
  return usageError(toSentence(error), suggestion?.replace(/^\(|\)$/g, "") ?? dashes ?? `See: ${help}`);
}

/** What the parser says, as a sentence: `error: unknown option '--x'` is `Unknown option '--x'.` */
function toSentence({ message }: CommanderError): string {
  const [first = ""] = message.replace("error: ", "").split("\n");
  const text = first.charAt(0).toUpperCase() + first.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}

/** The command the words name, for hints: never their text. */
function resolvePlace(program: Command, words: readonly string[]): { place: string; command: Command } {
  const path = ["tinyagi"];
  let command = program;
  for (const word of words) {
    if (word.startsWith("-")) continue;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) break;
    path.push(next.name());
    command = next;
  }
  return { place: path.join(" "), command };
}
