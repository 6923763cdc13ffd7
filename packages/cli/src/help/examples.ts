/**
 * The help of every command ends with examples. They are written once, at the noun (`queue`), and each subcommand
 * shows the lines that are about it.
 */
import type { EventEmitter } from "node:events";
import type { Command } from "commander";

const HEADING = "\nExamples:\n";

/** Gives every subcommand without examples the lines of its parent that begin with its words. */
export function spreadExamples(command: Command): void {
  const lines = exampleLines(command);
  for (const child of command.commands) {
    if (exampleLines(child).length === 0) {
      const own = lines.filter((line) => isAbout(line, child));
      if (own.length > 0) child.addHelpText("after", `${HEADING}${own.join("\n")}\n`);
    }
    spreadExamples(child);
  }
}

/** The example lines in a command's help. */
export function exampleLines(command: Command): string[] {
  let text = "";
  const write = (part: string): void => {
    text += part;
  };
  // The text given to `addHelpText` can only be reached through the event that prints it.
  const emitter = command as unknown as EventEmitter;
  emitter.emit("afterHelp", { error: false, command, write });
  return text.split("\n").filter((line) => /(^|[|;(]|\s)tinyagi(\s|$)/.test(line));
}

function isAbout(line: string, command: Command): boolean {
  const names = [command.name(), ...command.aliases()];
  const parents: string[] = [];
  for (let at = command.parent; at?.parent != null; at = at.parent) parents.unshift(at.name());
  return names.some((name) => new RegExp(`tinyagi ${[...parents, name].join(" ")}(\\s|$)`).test(line));
}
