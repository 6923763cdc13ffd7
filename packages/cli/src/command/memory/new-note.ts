/** The text of a note that a person adds: its head from options, or a whole note with frontmatter from a file. */
import { InvalidArgumentError } from "commander";
import type { CliContext } from "../../context/context.js";
import { optionalText } from "../../control/given-text.js";
import { readText } from "../../control/read-text.js";
import { usageError } from "../../error/cli-error.js";

export interface NewNote {
  name?: string;
  summary?: string;
  text?: string;
  file?: string;
}

export async function newNote(context: CliContext, options: NewNote): Promise<string> {
  if (options.text !== undefined && options.file !== undefined)
    throw usageError("Use --text or --file, not both.");
  const text =
    options.file === undefined
      ? `${await optionalText(context, [options.text ?? ""])}\n`
      : await readText(context, options.file);
  if (options.name === undefined && options.summary === undefined && /^\ufeff?---/.test(text)) return text;
  if (options.name === undefined || options.summary === undefined)
    throw usageError(
      "A note needs a name and a summary.",
      "Add --name and --summary, or use a --file with both in its frontmatter",
    );
  // Every JSON string is a valid YAML string.
  return `---\nname: ${JSON.stringify(options.name)}\nsummary: ${JSON.stringify(options.summary)}\n---\n\n${text}`;
}

export function parseLine(value: string): string {
  const line = value.replace(/\s+/g, " ").trim();
  if (line === "") throw new InvalidArgumentError("Use a line of text.");
  return line;
}
