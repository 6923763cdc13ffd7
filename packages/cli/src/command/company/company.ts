/** `company`: notes and documents that all agents share, and the changes that agents propose. */
import type { RecallHit } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { embeddingText } from "@tinyagi/views";
import { paint, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { editText } from "../../control/edit-text.js";
import { readText } from "../../control/read-text.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";
import { type NewNote, newNote, parseLine } from "../memory/new-note.js";
import { parseLimit } from "../option.js";
import { registerReview } from "./review.js";

interface AddOptions extends NewNote {
  force?: boolean;
}

const EXAMPLES = `
Examples:
  tinyagi company add goals --name Goals --summary 'What we want this year' --text 'Ten paying customers by June.'
  tinyagi company list
  tinyagi company show goals
  tinyagi company edit goals
  tinyagi company remove goals
  tinyagi company search 'how many clients do we want?'
  tinyagi company review
`;

export function registerCompany(program: Command, context: CliContext): void {
  const company = program.command("company").addHelpText("after", EXAMPLES);
  company
    .command("list")
    .description("list the notes and documents of the company")
    .action(() => list(context));
  company
    .command("show")
    .argument("<path>", "path in the company folder")
    .description("show one note or text document")
    .action((path: string) => show(context, path));
  company
    .command("add")
    .argument("<path>", "path such as people/acme.md")
    .option("--name <name>", "name of the note", parseLine)
    .option("--summary <text>", "one line: what the note contains and when to read it", parseLine)
    .option("--text <text>", "the text; - reads stdin")
    .option("--file <path>", "read the text, or a whole note with frontmatter, from this file; - reads stdin")
    .option("--force", "replace an existing note")
    .description("add a note for all agents")
    .action((path: string, options: AddOptions) => add(context, path, options));
  company
    .command("edit")
    .argument("<path>")
    .option("--file <path>", "replace it with this file; - reads stdin")
    .description("edit a note in your editor ($VISUAL or $EDITOR)")
    .action((path: string, options: { file?: string }) => edit(context, path, options.file));
  company
    .command("remove")
    .argument("<path>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete a note")
    .action((path: string, options: { yes?: boolean }) => remove(context, path, options.yes === true));
  company
    .command("search")
    .argument("<words...>", "a question or words")
    .option("--limit <n>", "show at most this many", parseLimit, 5)
    .description("find notes, documents and answers that may help with a question")
    .action((words: string[], options: { limit: number }) => search(context, words.join(" "), options.limit));
  registerReview(company, context);
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listCompany", { signal: context.signal });
  context.output.data(body, (columns) => {
    if (body.notes.length + body.documents.length === 0)
      return ["There are no notes yet. Add one: tinyagi company add <path> --name <name> --summary <text>"];
    const notes = body.notes.map(({ path, name, summary }) => [path, name, summary]);
    const documents = body.documents.map(({ path, bytes, readable }) => [
      path,
      `${bytes} bytes`,
      readable ? "document" : "listed only: not text",
    ]);
    return table(["PATH", "NAME", "SUMMARY"], [...notes, ...documents], columns);
  });
  if (body.cut) context.output.talk("There are more files than are listed.");
  if (body.embedding !== null) context.output.talk(cleanLine(embeddingText(body.embedding)));
  if (body.openProposals > 0)
    context.output.talk(`${body.openProposals} proposed by agents; see: tinyagi company review`);
}

async function show(context: CliContext, path: string): Promise<void> {
  const client = await context.connect();
  const note = await client.call("readCompanyNote", { query: { path }, signal: context.signal });
  if (context.output.json) return context.output.data(note, () => []);
  context.output.text(cleanText(note.content));
}

async function add(context: CliContext, path: string, options: AddOptions): Promise<void> {
  const content = await newNote(context, options);
  const client = await context.connect();
  if (options.force !== true) {
    const { notes } = await client.call("listCompany", { signal: context.signal });
    const wanted = path.replace(/^company\//, "").replace(/\.md$/i, "");
    if (notes.some((note) => note.path.replace(/\.md$/i, "") === wanted))
      throw new CliError("CONFLICT", "A note with this path already exists.", {
        hint: `Edit it: tinyagi company edit ${path}; or replace it with --force`,
      });
  }
  await write(context, { path, content });
}

async function edit(context: CliContext, path: string, file: string | undefined): Promise<void> {
  const client = await context.connect();
  const note = await client.call("readCompanyNote", { query: { path }, signal: context.signal });
  const shown = note.path.slice(note.path.lastIndexOf("/") + 1);
  const content =
    file === undefined ? await editText(context, shown, note.content) : await readText(context, file);
  if (content === note.content) return context.output.talk("nothing was changed");
  await write(context, { path, content, was: note.content });
}

async function write(
  context: CliContext,
  note: { path: string; content: string; was?: string },
): Promise<void> {
  const client = await context.connect();
  const body = await client.call("writeCompanyNote", { body: note, signal: context.signal });
  context.output.data(body, () => [`${body.created ? "added" : "changed"} ${body.note.path}`]);
}

async function remove(context: CliContext, path: string, yes: boolean): Promise<void> {
  const client = await context.connect();
  const call = { query: { path }, signal: context.signal };
  const note = await client.call("readCompanyNote", call);
  await confirm(context, `Delete the note ${note.path} of the company?`, yes);
  const body = await client.call("deleteCompanyNote", call);
  context.output.data(body, () => [`${note.path} deleted`]);
}

async function search(context: CliContext, q: string, limit: number): Promise<void> {
  const client = await context.connect();
  const body = await client.call("recallCompany", { query: { q, limit }, signal: context.signal });
  context.output.data(body, () =>
    body.hits.length === 0 ? ["nothing found"] : body.hits.flatMap((hit) => hitLines(hit)),
  );
}

function hitLines({ source, title, ref, text }: RecallHit): Text[] {
  return [paint("bold", cleanLine(`${ref}  ${title} (${source})`)), `  ${cleanLine(text).slice(0, 300)}`];
}
