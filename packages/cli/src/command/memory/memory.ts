/** `memory`: an agent's notes. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { editText } from "../../control/edit-text.js";
import { readText } from "../../control/read-text.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";
import { type NewNote, newNote, parseLine } from "./new-note.js";

interface AddOptions extends NewNote {
  force?: boolean;
}

const EXAMPLES = `
Examples:
  tinyagi memory list coder
  tinyagi memory add coder work/release --name Release --summary 'How a release is cut' --text 'On Fridays.'
  tinyagi memory show coder work/release
  tinyagi memory search coder release
  tinyagi memory edit coder work/release
  tinyagi memory remove coder work/release
`;

export function registerMemory(program: Command, context: CliContext): void {
  const memory = program.command("memory").addHelpText("after", EXAMPLES);
  memory
    .command("list")
    .argument("<agent>")
    .description("list the notes of an agent, as its prompt shows them")
    .action((agent: string) => list(context, agent));
  memory
    .command("show")
    .argument("<agent>")
    .argument("<path>", "path in its memory folder")
    .description("show one note")
    .action((agent: string, path: string) => show(context, agent, path));
  memory
    .command("add")
    .argument("<agent>")
    .argument("<path>", "path such as work/release.md")
    .option("--name <name>", "name of the note", parseLine)
    .option("--summary <text>", "one line: what the note contains and when to read it", parseLine)
    .option("--text <text>", "the text; - reads stdin")
    .option("--file <path>", "read the text, or a whole note with frontmatter, from this file; - reads stdin")
    .option("--force", "replace an existing note")
    .description("add a note")
    .action((agent: string, path: string, options: AddOptions) => add(context, { agent, path }, options));
  memory
    .command("edit")
    .argument("<agent>")
    .argument("<path>")
    .option("--file <path>", "replace it with this file; - reads stdin")
    .description("edit a note in your editor ($VISUAL or $EDITOR)")
    .action((agent: string, path: string, options: { file?: string }) =>
      edit(context, { agent, path }, options.file),
    );
  memory
    .command("search")
    .argument("<agent>")
    .argument("<words...>")
    .option("--limit <n>", "show at most this many", parseLimit, 20)
    .description("find notes that contain all the words, best first")
    .action((agent: string, words: string[], options: { limit: number }) =>
      search(context, agent, { q: words.join(" "), limit: options.limit }),
    );
  memory
    .command("remove")
    .argument("<agent>")
    .argument("<path>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete a note")
    .action((agent: string, path: string, options: { yes?: boolean }) =>
      remove(context, { agent, path }, options.yes === true),
    );
}

interface Place {
  agent: string;
  path: string;
}

async function list(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listMemory", { params: { id }, signal: context.signal });
  if (context.output.json) return context.output.data(body, () => []);
  context.output.text(
    body.index === ""
      ? `@${id} has no notes yet. It writes notes itself; you can add one: tinyagi memory add ${id} <path>`
      : body.index,
  );
}

async function show(context: CliContext, id: string, path: string): Promise<void> {
  const client = await context.connect();
  const note = await client.call("readNote", { params: { id }, query: { path }, signal: context.signal });
  if (context.output.json) return context.output.data(note, () => []);
  context.output.text(note.content);
}

async function add(context: CliContext, { agent, path }: Place, options: AddOptions): Promise<void> {
  const content = await newNote(context, options);
  const client = await context.connect();
  const call = { params: { id: agent }, signal: context.signal };
  if (options.force !== true) {
    const { files } = await client.call("listMemory", call);
    const wanted = path.replace(/^memory\//, "").replace(/\.md$/i, "");
    if (files.some((file) => file.path.replace(/\.md$/i, "") === wanted))
      throw new CliError("CONFLICT", "A note with this path already exists.", {
        hint: `Edit it: tinyagi memory edit ${agent} ${path}; or replace it with --force`,
      });
  }
  await write(context, { agent, path }, content);
}

async function edit(context: CliContext, place: Place, file: string | undefined): Promise<void> {
  const client = await context.connect();
  const { agent, path } = place;
  const call = { params: { id: agent }, signal: context.signal };
  const note = await client.call("readNote", { ...call, query: { path } });
  const shown = note.path.slice(note.path.lastIndexOf("/") + 1);
  const content =
    file === undefined ? await editText(context, shown, note.content) : await readText(context, file);
  if (content === note.content) return context.output.talk("nothing was changed");
  await write(context, place, content);
}

async function write(context: CliContext, { agent, path }: Place, content: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call("writeNote", {
    params: { id: agent },
    body: { path, content },
    signal: context.signal,
  });
  context.output.data(body, () => [`${body.created ? "added" : "changed"} ${body.note.path}`]);
}

async function search(context: CliContext, id: string, query: { q: string; limit: number }): Promise<void> {
  const client = await context.connect();
  const body = await client.call("searchMemory", { params: { id }, query, signal: context.signal });
  context.output.data(body, (columns) =>
    body.results.length === 0
      ? ["no note contains all these words"]
      : table(
          ["PATH", "NAME", "SUMMARY"],
          body.results.map((note) => [note.path, note.name, note.summary]),
          columns,
        ),
  );
  if (body.cut)
    context.output.talk("The agent has more notes than one search can read. Use more specific words.");
}

async function remove(context: CliContext, { agent, path }: Place, yes: boolean): Promise<void> {
  const client = await context.connect();
  const call = { params: { id: agent }, query: { path }, signal: context.signal };
  const note = await client.call("readNote", call);
  await confirm(context, `Delete the note ${note.path} of @${agent}?`, yes);
  const body = await client.call("deleteNote", call);
  context.output.data(body, () => [`${note.path} deleted`]);
}
