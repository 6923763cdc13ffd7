/** `docs/reference/cli.md`: the help of every command. */
import { Readable, Writable } from "node:stream";
import { createContext } from "../../packages/cli/src/context/context.js";
import { exampleLines } from "../../packages/cli/src/help/examples.js";
import { createOutput } from "../../packages/cli/src/output/output.js";
import { buildWholeProgram } from "../../packages/cli/src/program.js";
import { code, prose } from "./markdown.js";

type Program = Awaited<ReturnType<typeof buildWholeProgram>>;

export async function cliPage(): Promise<string> {
  const program = await buildWholeProgram(contextOfNobody());
  const top = [...program.commands].sort((left, right) => (left.name() < right.name() ? -1 : 1));
  const everywhere = program.options.map((option) => optionLine(option)).join("\n");
  return [`## Everywhere\n\n${everywhere}`, ...top.map((command) => commandPart(command, 2))].join("\n\n");
}

/** Describing a command needs no home, no streams and no daemon. */
function contextOfNobody() {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const env = { HOME: "/nonexistent" };
  const output = createOutput({ stdout: nowhere(), stderr: nowhere(), json: false, plain: true, env });
  return createContext({
    env,
    output,
    stdin: Readable.from([]),
    signal: new AbortController().signal,
    now: () => 0,
    version: "",
    daemonMain: () => "",
  });
}

function commandPart(command: Program, level: number): string {
  const words = [];
  for (let at: Program | null = command; at !== null; at = at.parent) words.unshift(at.name());
  const usage = [...words, ...command.registeredArguments.map(argumentWords)].join(" ");
  const options = command.options.filter((option) => !option.hidden).map(optionLine);
  const examples = command.commands.length === 0 ? exampleLines(command) : [];
  const parts = [
    `${"#".repeat(level)} ${code(usage)}`,
    `${sentence(command.description())}${formatAliases(command)}`,
    [
      ...command.registeredArguments.filter((argument) => argument.description !== "").map(argumentLine),
      ...options,
    ].join("\n"),
    examples.length === 0 ? "" : `\`\`\`sh\n${examples.map((line) => line.trim()).join("\n")}\n\`\`\``,
    ...command.commands.map((child) => commandPart(child, level + 1)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Help texts begin in lower case and end without a full stop. */
function sentence(text: string): string {
  return prose(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

function formatAliases(command: Program): string {
  const aliases = command.aliases();
  return aliases.length === 0 ? "" : ` Also ${aliases.map(code).join(", ")}.`;
}

type Argument = Program["registeredArguments"][number];

function argumentWords(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function argumentLine(argument: Argument): string {
  return `- ${code(argument.name())}: ${prose(argument.description)}`;
}

function optionLine(option: Program["options"][number]): string {
  const choices = option.argChoices === undefined ? "" : ` (${option.argChoices.map(code).join(", ")})`;
  const standard =
    option.defaultValue === undefined || typeof option.defaultValue === "boolean"
      ? ""
      : ` (default ${code(String(option.defaultValue))})`;
  return `- ${code(option.flags)}: ${prose(option.description)}${choices}${standard}`;
}
