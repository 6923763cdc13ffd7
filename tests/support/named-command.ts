/** Whether a command of the terminal, as a text names it, is one of this release, with options that it has. */
import type { CliContext } from "../../packages/cli/src/context/context.js";
import { readGlobals } from "../../packages/cli/src/context/global-options.js";
import { translated } from "../../packages/cli/src/help/habits.js";
import { createOutput } from "../../packages/cli/src/output/output.js";
import { buildWholeProgram } from "../../packages/cli/src/program.js";
import { captureScreen } from "../../packages/cli/src/testing/invoke.js";

export type Command = Awaited<ReturnType<typeof buildWholeProgram>>;

const HELP: ReadonlySet<string> = new Set(["-h", "--help", "-v", "-V", "--version"]);

export function wholeProgram(): Promise<Command> {
  const screen = captureScreen();
  const output = createOutput({ stdout: screen, stderr: screen, json: false, plain: true, env: {} });
  return buildWholeProgram({ output } as CliContext);
}

/** Words as a shell would split them; what follows a pipe or another command is left out. */
function toWords(text: string): string[] {
  const [own = ""] = text.split(/\s(?:[|&;><]|&&)/);
  return (own.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^["']|["']$/g, ""));
}

/** What is wrong with it; undefined for nothing. */
export function findProblem(program: Command, text: string): string | undefined {
  if (/[…*]|\.\.\./.test(text)) return undefined;
  const { words } = readGlobals(toWords(text));
  let command = program;
  const left = [...translated(words)];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith("-")) {
      const [name = "", value] = word.replace(/[,)\]]+$/, "").split("=");
      const option = command.options.find(({ long, short }) => long === name || short === name);
      if (option === undefined && !HELP.has(name)) return `no option ${name}`;
      if (option?.required === true && value === undefined) left.shift();
      continue;
    }
    if (command.commands.length === 0 || !/^[a-z-]+$/.test(word)) {
      if (command === program) return "no command";
      break;
    }
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) {
      if (command === program || command.registeredArguments.length === 0) return `no command ${word}`;
      break;
    }
    command = next;
  }
  return undefined;
}
