/** `task`: the board from the command line. A task is named by its identifier (`WEB-12`) or its id. */
import {
  type LaneKind,
  TASK_PRIORITIES,
  type TaskPriority,
  type TaskState,
  type TaskView,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { readDateText } from "@tinyagi/contracts/date-text";
import { inOrder, minute, TASK_ORDERS, type TaskOrder } from "@tinyagi/views";
import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { oneText, readTextInput, requiredText } from "../../control/given-text.js";
import { usageError } from "../../error/cli-error.js";
import { askOne, askText, canAsk } from "../../prompt/ask.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";
import { agentsAndTeams } from "../../wizard/who.js";
import { followHint } from "../conversation/converse.js";
import { storeFiles } from "../file/stored-files.js";
import { collect, parseLimit } from "../option.js";
import { findProject } from "../project/project.js";
import { registerTaskChanges } from "./task-changes.js";
import { registerTaskPull } from "./task-pull.js";
import { boardLines, dueText, knownTask, NO_MATCH, NO_TASKS, showTask, taskFacts } from "./task-view.js";

const STATES: readonly TaskState[] = ["backlog", "todo", "in_progress", "review", "done"];
const LANES: readonly LaneKind[] = ["assignee", "project"];

interface FieldOptions {
  title?: string;
  description?: string;
  status?: TaskState;
  assignee?: string;
  project?: string;
  priority?: TaskPriority;
  due?: string;
  needs?: string[];
  file?: string[];
}
interface ListOptions extends Pick<FieldOptions, "status" | "assignee" | "project"> {
  text?: string;
  sort?: TaskOrder;
  limit?: number;
}
interface BoardOptions extends Omit<ListOptions, "status" | "sort"> {
  lanes?: LaneKind;
}

const TEXT_HELP = "show only tasks with these words in identifier, title, description or comments";

const EXAMPLES = `
Examples:
  tinyagi task list --status todo --assignee coder
  tinyagi task list --text 'login page'
  tinyagi task board --project WEB --lanes assignee
  tinyagi task show WEB-12
  tinyagi task add 'Fix the login page' --project WEB --assignee coder
  tinyagi task update WEB-12 --description 'It fails on Safari'
  tinyagi task assign WEB-12 dev
  tinyagi task update WEB-12 --priority high --due 2027-01-31
  tinyagi task list --sort priority
  tinyagi task update WEB-12 --file screenshot.png
  tinyagi task send WEB-12
  tinyagi task update WEB-12 --needs WEB-3,WEB-7
  tinyagi task move WEB-12 done
  tinyagi task comment WEB-12 'Please use the new colours'
  tinyagi task repository WEB-12 app --branch main
  tinyagi task diff WEB-12
  tinyagi task review WEB-12 --comment 'src/login.ts:12: Please use the helper'
  tinyagi task approve WEB-12
  tinyagi task publish WEB-12
  tinyagi task pull WEB-12
  tinyagi task merge WEB-12
  tinyagi task import acme/app#12
  tinyagi task clean WEB-12
  tinyagi task delete WEB-12 --yes
`;

export function registerTask(program: Command, context: CliContext): void {
  const task = program.command("task").addHelpText("after", EXAMPLES);
  registerReading(task, context);
  registerChanging(task, context);
  registerTaskChanges(task, context);
  registerTaskPull(task, context);
  task
    .command("comment")
    .argument("<task>", "identifier or id")
    .argument("[text...]", "text of the comment; a pipe is added to it")
    .description("comment on a task")
    .option("--author <name>", "name of the author", "User")
    .action(async (ref: string, words: string[], options: { author: string }) => {
      const example = "tinyagi task comment WEB-12 'Please use the new colours'";
      const content = requiredText(await readTextInput(context, words), example);
      await comment(context, ref, { content, author: options.author });
    });
  task
    .command("delete")
    .argument("<tasks...>", "identifiers or ids")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete tasks and their comments")
    .action((refs: string[], options: { yes?: boolean }) => remove(context, refs, options.yes === true));
}

function registerReading(task: Command, context: CliContext): void {
  task
    .command("list")
    .description("list tasks in the order of the board")
    .addOption(statusOption("show only this column"))
    .option("-a, --assignee <id>", "show only tasks of this agent or team", parseAssignee)
    .option("-p, --project <project>", "show only this project: id, prefix or name")
    .option("-t, --text <words>", TEXT_HELP)
    .addOption(
      new Option("--sort <by>", "the most urgent, the first due or the last changed first").choices(
        TASK_ORDERS,
      ),
    )
    .option("--limit <n>", "show at most this many", parseLimit)
    .action((options: ListOptions) => list(context, options));
  task
    .command("board")
    .description("show each column with its first tasks, who works on them and what they cost")
    .option("-a, --assignee <id>", "show only tasks of this agent or team", parseAssignee)
    .option("-p, --project <project>", "show only this project: id, prefix or name")
    .option("-t, --text <words>", TEXT_HELP)
    .addOption(new Option("--lanes <by>", "group the tasks by assignee or project").choices(LANES))
    .option("--limit <n>", "show at most this many of each column (with --lanes: of each lane)", parseLimit)
    .action((options: BoardOptions) => board(context, options));
  task
    .command("show")
    .argument("<task>", "identifier or id")
    .description("show one task with its comments")
    .action((ref: string) => showTask(context, ref));
}

function registerChanging(task: Command, context: CliContext): void {
  withFields(
    task
      .command("add")
      .argument(
        "[title...]",
        "title of the task; asks for it if you leave it out; a pipe is its description",
      ),
  )
    .description("add a task; with --status in_progress it goes to its assignee immediately")
    .action(async (words: string[], options: FieldOptions) => {
      const { title, description } = await readTaskText(context, words, options.description);
      await add(context, title, { ...options, ...(description === undefined ? {} : { description }) });
    });
  withFields(task.command("update").argument("<task>", "identifier or id"))
    .option("--title <text>", "new title")
    .option(
      "-n, --needs <tasks>",
      "tasks that must be done first, with commas between them, or `none`",
      parseNeeds,
    )
    .description("change a task; `none` removes the assignee or the project")
    .action((ref: string, options: FieldOptions) => update(context, ref, options));
  task
    .command("move")
    .argument("<task>", "identifier or id")
    .addArgument(new Argument("<status>", STATES.join(", ")).choices(STATES).argParser(parseStatus))
    .description("move a task to another column; in_progress sends it to its assignee")
    .action((ref: string, status: TaskState) => update(context, ref, { status }));
  task
    .command("assign")
    .argument("<task>", "identifier or id")
    .argument("<assignee>", "agent or team, or `none`", parseAssignee)
    .description("assign a task to an agent or team")
    .action((ref: string, assignee: string) => update(context, ref, { assignee }));
  task
    .command("send")
    .argument("<task>", "identifier or id")
    .option("-a, --assignee <id>", "assign the task to this agent or team first", parseAssignee)
    .description("send a task to its assignee now, again if it was sent before")
    .action((ref: string, options: { assignee?: string }) => send(context, ref, options.assignee));
}

function withFields(command: Command): Command {
  return command
    .option("-d, --description <text>", "description of the task")
    .addOption(statusOption("column of the board"))
    .option("-a, --assignee <id>", "agent or team to assign it to", parseAssignee)
    .option("-p, --project <project>", "id, prefix or name of a project")
    .addOption(new Option("--priority <level>", "how urgent it is").choices(TASK_PRIORITIES))
    .option("--due <day>", "the day on which it is due, such as 2027-01-31, or `none`", parseDue)
    .option("--file <path>", "a file to attach; repeat for more", collect);
}

/** A pipe is the context of the title and so the description; alone, its first line is the title. */
async function readTaskText(
  context: CliContext,
  words: readonly string[],
  given: string | undefined,
): Promise<{ title: string; description: string | undefined }> {
  const { words: said, piped } = await readTextInput(context, words);
  const [first = "", ...rest] = (piped ?? "").trim().split("\n");
  const title = said === "" ? first.trim() : said;
  const brought = (said === "" ? rest.join("\n") : (piped ?? "")).trim();
  if (brought === "") return { title, description: given };
  return { title, description: given === undefined ? brought : oneText({ words: given, piped: brought }) };
}

/** Help and completion use the choices; the parser accepts more spellings. */
function statusOption(what: string): Option {
  return new Option("-s, --status <status>", what).choices(STATES).argParser(parseStatus);
}

/** `in-progress` and `In_Progress` mean the same. */
function parseStatus(value: string): TaskState {
  const status = STATES.find((one) => one === value.toLowerCase().replaceAll("-", "_"));
  if (status === undefined) throw new InvalidArgumentError(`Use one of ${STATES.join(", ")}.`);
  return status;
}

function parseNeeds(value: string): string[] {
  return value === "none" ? [] : value.split(",").map((ref) => ref.trim());
}

/** Every way of writing a date; a time of day is left out. */
function parseDue(value: string): string {
  if (value === "none") return "";
  const at = readDateText(value);
  if (at === undefined) throw new InvalidArgumentError("Use a day such as 2027-01-31, or none.");
  return minute(at).slice(0, "2027-01-31".length);
}

function parseAssignee(value: string): string {
  return value === "none" ? "" : value.replace(/^@/, "");
}

async function projectId(context: CliContext, ref: string): Promise<string> {
  return ref === "none" ? "" : (await findProject(await context.connect(), context, ref)).id;
}

async function list(
  context: CliContext,
  { project, sort = "board", limit, ...query }: ListOptions,
): Promise<void> {
  const of = project === undefined ? {} : { projectId: await projectId(context, project) };
  const client = await context.connect();
  // Another order is that of all of them, so that the first are cut off last.
  const most = sort === "board" && limit !== undefined ? { limit } : {};
  const all = await client.call("listTasks", { query: { ...query, ...of, ...most }, signal: context.signal });
  const rows = inOrder(all, sort).slice(0, limit);
  context.output.data(rows, (columns) => {
    if (rows.length === 0) return [query.text === undefined ? NO_TASKS : NO_MATCH];
    return taskTable(rows, columns);
  });
}

async function board(context: CliContext, { project, ...query }: BoardOptions): Promise<void> {
  const of = project === undefined ? {} : { projectId: await projectId(context, project) };
  const client = await context.connect();
  const answer = await client.call("getBoard", { query: { ...query, ...of }, signal: context.signal });
  context.output.data(answer, (columns) => boardLines(answer, { ...query, columns }));
}

/** Without the columns in which no task has anything. */
function taskTable(rows: readonly TaskView[], width: number | undefined): string[] {
  const plans: readonly (readonly [string, (task: TaskView) => string])[] = [
    ["PRIORITY", ({ priority }) => (priority === "none" ? "" : priority)],
    ["DUE", dueText],
  ];
  const used = plans.filter(([, value]) => rows.some((task) => value(task) !== ""));
  const heads = ["TASK", "STATUS", ...used.map(([head]) => head), "ASSIGNEE", "TITLE", "PROBLEM"];
  const lines = rows.map((task) => [
    task.identifier,
    task.status,
    ...used.map(([, value]) => value(task)),
    task.assignee === "" ? "-" : `@${task.assignee}${task.assigneeMissing ? " (deleted)" : ""}`,
    task.title,
    task.dispatchError ?? "",
  ]);
  return table(heads, lines, width);
}

/** @param before the description that files are added to where no new one is given */
async function toFields(
  context: CliContext,
  { project, due, file = [], ...given }: FieldOptions,
  before: () => Promise<string>,
) {
  const of = project === undefined ? {} : { projectId: await projectId(context, project) };
  const fields = due === undefined ? given : { ...given, dueOn: due };
  if (file.length === 0) return { ...fields, ...of };
  const text = fields.description ?? (await before());
  const description = [text, ...(await storeFiles(context, file))].filter((line) => line !== "").join("\n");
  return { ...fields, ...of, description };
}

async function add(context: CliContext, said: string, options: FieldOptions): Promise<void> {
  if (said === "" && !canAsk(context))
    throw usageError(
      "A task needs a title.",
      "For example: tinyagi task add 'Fix the login page' --assignee coder",
    );
  const client = await context.connect();
  const asked = said === "" ? await askForTask(context, options) : undefined;
  const fields = await toFields(context, { ...options, ...asked }, async () => "");
  const body = { ...fields, title: asked?.title ?? said };
  const answer = await client.call("createTask", { body, signal: context.signal });
  context.output.data(answer, () => taskFacts(answer.task));
}

async function askForTask(
  context: CliContext,
  { assignee }: FieldOptions,
): Promise<{ title: string; assignee: string }> {
  const title = await askText(
    context,
    { message: "What is the title of the task?", flag: "the title" },
    { check: (value) => (value.trim() === "" ? "Type a title." : undefined) },
  );
  if (assignee !== undefined) return { title, assignee };
  const nobody = { value: "", label: "nobody yet" };
  const options = [nobody, ...(await agentsAndTeams(await context.connect(), context))];
  const question = { message: "Which agent or team is it for?", flag: "--assignee <id>" };
  return { title, assignee: await askOne(context, question, { options }) };
}

async function update(context: CliContext, ref: string, options: FieldOptions): Promise<void> {
  if (Object.keys(options).length === 0)
    throw usageError(
      "There is nothing to change.",
      "Give a value, e.g. tinyagi task update <task> --title <text>",
    );
  const client = await context.connect();
  const body = await toFields(context, options, async () => {
    const task = await knownTask(client.call("getTask", { params: { id: ref }, signal: context.signal }));
    return task.description;
  });
  const answer = await knownTask(
    client.call("updateTask", { params: { id: ref }, body, signal: context.signal }),
  );
  context.output.data(answer, () => taskFacts(answer.task));
}

/** A task in progress moves out of the column and back, which sends it again. */
async function send(context: CliContext, ref: string, assignee: string | undefined): Promise<void> {
  const client = await context.connect();
  const params = { id: ref };
  const { signal } = context;
  const task = await knownTask(client.call("getTask", { params, signal }));
  const target = assignee ?? task.assignee;
  if (target === "")
    throw usageError(
      "The task has no assignee.",
      `Assign it: tinyagi task send ${task.identifier} --assignee <agent>`,
    );
  if (task.status === "in_progress")
    await client.call("updateTask", { params, body: { status: "todo" }, signal });
  const body = { status: "in_progress" as const, ...(assignee === undefined ? {} : { assignee }) };
  const answer = await client.call("updateTask", { params, body, signal });
  context.output.data(answer, () => taskFacts(answer.task));
  if (answer.task.dispatchError !== null) context.exitCode = 1;
  else if (answer.task.conversationId !== null) context.output.talk(followHint(answer.task.conversationId));
}

async function comment(
  context: CliContext,
  ref: string,
  body: { content: string; author: string },
): Promise<void> {
  const client = await context.connect();
  const answer = await knownTask(
    client.call("createComment", { params: { id: ref }, body, signal: context.signal }),
  );
  context.output.data(answer, () => [`Added the comment ${answer.comment.id}`]);
}

async function remove(context: CliContext, refs: string[], yes: boolean): Promise<void> {
  const client = await context.connect();
  const what = refs.length === 1 ? "this task and its comments" : `${refs.length} tasks and their comments`;
  await confirm(context, `Delete ${what}?`, yes);
  for (const id of refs) {
    const body = await knownTask(client.call("deleteTask", { params: { id }, signal: context.signal }));
    context.output.data(body, () => [`deleted ${id}`]);
    if (body.clone !== undefined)
      context.output.talk(`Its clone stays, because something in it would be lost: ${cleanLine(body.clone)}`);
  }
}
