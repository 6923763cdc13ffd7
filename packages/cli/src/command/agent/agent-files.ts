/** `agent prompt` and `agent soul`: AGENTS.md and SOUL.md of an agent's workspace. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { editText } from "../../control/edit-text.js";
import { readText } from "../../control/read-text.js";
import { usageError } from "../../error/cli-error.js";
import { effectiveLines } from "../../view/effective-lines.js";

const FILES = {
  prompt: { get: "getSystemPrompt", put: "putSystemPrompt", file: "AGENTS.md" },
  soul: { get: "getSoul", put: "putSoul", file: "SOUL.md" },
} as const;
type Kind = keyof typeof FILES;

interface FileOptions {
  file?: string;
  edit?: boolean;
  effective?: boolean;
}

/** Adds to the `agent` command, which must be registered before. */
export function registerAgentFiles(program: Command, context: CliContext): void {
  const agent = program.commands.find((command) => command.name() === "agent");
  for (const kind of ["prompt", "soul"] as const) {
    const command = agent
      ?.command(kind)
      .argument("<id>")
      .option("--file <path>", "replace it with this file; - reads stdin")
      .option("--edit", "edit it in your editor ($VISUAL or $EDITOR)")
      .description(`show or change ${FILES[kind].file} in the workspace of an agent`)
      .addHelpText(
        "after",
        `\nExamples:\n  tinyagi agent ${kind} coder\n  tinyagi agent ${kind} coder --edit\n  tinyagi agent ${kind} coder --file ./${FILES[kind].file}\n${kind === "prompt" ? "  tinyagi agent prompt coder --effective\n" : ""}`,
      )
      .action((id: string, options: FileOptions) =>
        options.effective === true
          ? showEffective(context, id, options)
          : showOrChange(context, { kind, id }, options),
      );
    if (kind === "prompt")
      command?.option("--effective", "show everything that is sent, part by part, with sizes");
  }
}

async function showEffective(context: CliContext, id: string, options: FileOptions): Promise<void> {
  if (options.file !== undefined || options.edit === true)
    throw usageError("--effective only shows; use it without --file and --edit.");
  const client = await context.connect();
  const shown = await client.call("effectivePrompt", { params: { id }, signal: context.signal });
  context.output.data(shown, () => effectiveLines(shown));
}

async function showOrChange(
  context: CliContext,
  { kind, id }: { kind: Kind; id: string },
  options: FileOptions,
): Promise<void> {
  if (options.file !== undefined && options.edit === true)
    throw usageError("Use --file or --edit, not both.");
  const { get, put, file } = FILES[kind];
  const client = await context.connect();
  const call = { params: { id }, signal: context.signal };
  const stored = await client.call(get, call);
  if (options.file === undefined && options.edit !== true) {
    if (context.output.json) context.output.data(stored, () => []);
    else if (stored.content.trim() !== "") context.output.text(stored.content);
    else context.output.talk(`${file} of @${id} is empty; edit it: tinyagi agent ${kind} ${id} --edit`);
    return;
  }
  const content =
    options.file === undefined
      ? await editText(context, file, stored.content)
      : await readText(context, options.file);
  if (content === stored.content) {
    context.output.talk("nothing was changed");
    return;
  }
  const body = await client.call(put, { ...call, body: { content } });
  context.output.data(body, () => [`saved ${file} of @${id}; its next run uses it`]);
}
