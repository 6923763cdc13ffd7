/** Builds the command tree. Only the module of the requested command is loaded, and none for the overview. */
import { Command, Option } from "commander";
import { COMMANDS, type CommandRow } from "./command-table.js";
import type { CliContext } from "./context/context.js";
import { GLOBAL_OPTIONS, OWN_WORDS } from "./context/global-options.js";
import { spreadExamples } from "./help/examples.js";
import { groupCommands } from "./help/groups.js";
import { addSynonyms } from "./help/habits.js";
import { HELP_FORMAT, OVERVIEW_FORMAT } from "./view/help-format.js";

const EXAMPLES = `
Options and arguments of a command: tinyagi <command> --help

Examples:
  tinyagi                          start TinyAGI; the first time, set it up
  tinyagi run '@demo say hello'    watch agents answer a message
  tinyagi chat lead                talk with an agent in the terminal
  tinyagi agent list               list your agents
  tinyagi doctor                   find problems on this machine

Environment:
  TINYAGI_HOME        folder for settings and data (default: ~/.tinyagi)
  TINYAGI_API_PORT    port of the daemon (default: 3777)
  TINYAGI_WORKSPACE   folder in which new agents get their workspaces
  NO_COLOR            set it to any value to turn colours off
`;

/** Builds the program for these words (without node and script). */
export async function buildProgram(context: CliContext, words: readonly string[]): Promise<Command> {
  const first = words.find((word) => !word.startsWith("-"));
  const wanted = COMMANDS.find(
    ({ name, alias }) => name === first || (alias !== undefined && alias === first),
  );
  return wanted === undefined ? overview(context) : define(context, [wanted]);
}

/** The program with all commands and all that is below them. */
export function buildWholeProgram(context: CliContext): Promise<Command> {
  return define(context, COMMANDS);
}

async function define(context: CliContext, rows: readonly CommandRow[]): Promise<Command> {
  const program = emptyProgram(context);
  // What follows `backup` or `update` is theirs, although a global option has the same name; and what follows `import home`
  // is not an option of `import`.
  if (rows.some(({ name }) => name === "import" || Object.hasOwn(OWN_WORDS, name)))
    program.enablePositionalOptions();
  // Several commands may share a module.
  for (const load of new Set(rows.map((row) => row.load))) (await load())(program, context);
  for (const { name, summary } of COMMANDS)
    program.commands.find((command) => command.name() === name)?.description(summary);
  addSynonyms(program);
  groupCommands(program);
  spreadExamples(program);
  return program.configureHelp({ ...program.configureHelp(), ...OVERVIEW_FORMAT });
}

/** Names and summaries alone. */
function overview(context: CliContext): Command {
  const program = emptyProgram(context);
  for (const { name, alias, summary } of COMMANDS) {
    const command = program.command(name).description(summary);
    if (alias !== undefined) command.alias(alias);
  }
  groupCommands(program);
  return program.configureHelp({ ...program.configureHelp(), ...OVERVIEW_FORMAT });
}

function emptyProgram(context: CliContext): Command {
  const program = new Command("tinyagi");
  // For help and completion alone: they are read before a command is.
  for (const [flags, about] of GLOBAL_OPTIONS) program.addOption(new Option(flags, about));
  return program
    .description("run a team of AI agents from the terminal")
    .helpOption("-h, --help", "show help for a command")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError(true)
    .configureHelp({ ...HELP_FORMAT, showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.text(text),
      writeErr: (text) => context.output.errorText(text),
      // Errors are printed in one place, as text or as JSON.
      outputError: () => undefined,
    });
}
