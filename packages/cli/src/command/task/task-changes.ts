/** `task repository`, `diff`, `review` and `approve`: work on a git repository, from a clone to a merge. */
import type { ChangedFile, TaskChanges } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { TASK_CLONE_REFUSALS } from "@tinyagi/contracts/task-clone-refusals";
import { paint, type Text } from "@tinyagi/visualizer/text";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "../../context/context.js";
import { readTextInput } from "../../control/given-text.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { linesOfText } from "../../output/output.js";
import { confirm } from "../../prompt/confirm.js";
import { facts } from "../../view/table.js";
import { followHint } from "../conversation/converse.js";
import { knownTask } from "./task-view.js";

const CUT = "Not all changes are shown: there are too many. Look in the folder.";

async function clean(
  context: CliContext,
  ref: string,
  { force = false, yes = false }: { force?: boolean; yes?: boolean },
): Promise<void> {
  if (force)
    await confirm(
      context,
      "Remove the clone with all that may be lost: work that is not merged, and files that git ignores?",
      yes,
    );
  const client = await context.connect();
  const query = { force: force ? "true" : "false" } as const;
  const answer = await knownTask(
    client.call("removeTaskClone", { params: { id: ref }, query, signal: context.signal }),
  );
  context.output.data(answer, () => [
    answer.removed ? `removed the clone of ${ref}` : `${ref} has no clone here`,
  ]);
}

interface LineComment {
  path: string;
  line: number;
  text: string;
}

export function registerTaskChanges(task: Command, context: CliContext): void {
  task
    .command("repository")
    .argument("<task>", "identifier or id")
    .argument("<repository>", "id of a repository in the settings, or `none`")
    .option("-b, --branch <name>", "branch to start from and to merge into")
    .description("choose the git repository that a task works on")
    .action((ref: string, repository: string, options: { branch?: string }) =>
      choose(context, ref, { repository, ...options }),
    );
  task
    .command("diff")
    .argument("<task>", "identifier or id")
    .option("--stat", "show only the files and how many lines changed")
    .description("show what the agent of a task changed in its clone")
    .action((ref: string, options: { stat?: boolean }) => diff(context, ref, options.stat === true));
  task
    .command("clean")
    .argument("<task>", "identifier or id")
    .option("--force", "also remove work that is not merged, and files that git ignores")
    .option("-y, --yes", "with --force: do not ask for confirmation")
    .description("remove the clone of a task; what was merged stays readable")
    .action((ref: string, options: { force?: boolean; yes?: boolean }) => clean(context, ref, options));
  task
    .command("review")
    .argument("<task>", "identifier or id")
    .argument("[text...]", "what to say about the changes as a whole; a pipe is added to it")
    .option(
      "-c, --comment <comment>",
      "`path:line: text`, a comment on one line; repeat for more",
      collectComment,
    )
    .description("send comments on changes to the agent, as one message")
    .action((ref: string, words: string[], options: { comment?: LineComment[] }) =>
      review(context, ref, { words, comments: options.comment ?? [] }),
    );
  task
    .command("approve")
    .argument("<task>", "identifier or id")
    .option("-y, --yes", "do not ask for confirmation")
    .description("approve the changes of a task: merge them into its branch")
    .action((ref: string, options: { yes?: boolean }) => approve(context, ref, options.yes === true));
}

/** A path may contain colons and blanks: the place ends at the first `: ` after a number. */
function collectComment(value: string, before: LineComment[] = []): LineComment[] {
  for (let at = value.indexOf(": "); at !== -1; at = value.indexOf(": ", at + 1)) {
    const colon = value.lastIndexOf(":", at - 1);
    const line = Number(value.slice(colon + 1, at));
    const text = value.slice(at + 2).trim();
    if (colon < 1 || !Number.isSafeInteger(line) || line < 1 || text === "") continue;
    return [...before, { path: value.slice(0, colon), line, text }];
  }
  throw new InvalidArgumentError(
    "Write it as `path:line: text`, e.g. 'src/login.ts:12: Please use the helper'.",
  );
}

async function choose(
  context: CliContext,
  ref: string,
  { repository, branch }: { repository: string; branch?: string },
): Promise<void> {
  const client = await context.connect();
  const body = {
    repository: repository === "none" ? "" : repository,
    ...(branch === undefined ? {} : { target: branch }),
  };
  const answer = await knownTask(
    client.call("chooseTaskRepository", { params: { id: ref }, body, signal: context.signal }),
  );
  context.output.data(answer, () => [
    body.repository === "" ? "The task has no repository now" : `The task works on ${repository}`,
  ]);
}

async function readChanges(context: CliContext, ref: string): Promise<TaskChanges> {
  const client = await context.connect();
  return knownTask(client.call("getTaskChanges", { params: { id: ref }, signal: context.signal }));
}

async function diff(context: CliContext, ref: string, isShort: boolean): Promise<void> {
  const changes = await readChanges(context, ref);
  context.output.data(changes, () => [
    ...branchLines(changes),
    ...changes.files.flatMap((file) => (isShort ? [statLine(file)] : fileLines(file))),
    ...(changes.truncated ? ["", CUT] : []),
  ]);
}

function branchLines(changes: TaskChanges): Text[] {
  const { repository, branch, target, state, agent, folder, refusal, files } = changes;
  return [
    ...facts([
      ["repository", repository],
      ["branch", `${branch}${target === null ? "" : ` for ${target}`}`],
      ["state", state],
      ...(agent === null ? [] : [["agent", `@${agent}`] as [string, string]]),
      ...(folder === null ? [] : [["folder", folder] as [string, string]]),
    ]),
    ...(refusal === null ? [] : ["", `The changes cannot be read: ${TASK_CLONE_REFUSALS[refusal]}.`]),
    ...(state === "working" && refusal === null && files.length === 0 ? ["", "Nothing is changed yet."] : []),
    ...(files.length === 0 ? [] : [""]),
  ];
}

function statLine({ path, from, status, binary, added, removed }: ChangedFile): string {
  const name = from === null ? cleanLine(path) : `${cleanLine(from)} → ${cleanLine(path)}`;
  return `${status} ${name} ${binary ? "(binary)" : `+${added} -${removed}`}`;
}

function fileLines(file: ChangedFile): Text[] {
  return [paint("bold", statLine(file)), ...linesOfText(file.diff).map(toColour), ""];
}

function toColour(line: string): Text {
  if (line.startsWith("+")) return paint("green", line);
  if (line.startsWith("-")) return paint("red", line);
  return line.startsWith("@@") ? paint("cyan", line) : line;
}

async function review(
  context: CliContext,
  ref: string,
  { words, comments }: { words: string[]; comments: LineComment[] },
): Promise<void> {
  const { words: said, piped } = await readTextInput(context, words);
  const text = [said, (piped ?? "").trim()].filter((part) => part !== "").join("\n\n");
  if (text === "" && comments.length === 0)
    throw usageError(
      "There is no comment to send.",
      "For example: tinyagi task review WEB-12 --comment 'src/login.ts:12: Please use the helper'",
    );
  const client = await context.connect();
  const body = { text, comments };
  const answer = await knownTask(
    client.call("reviewTaskChanges", { params: { id: ref }, body, signal: context.signal }),
  );
  context.output.data(answer, () => ["Sent your comments to the agent"]);
  context.output.talk(followHint(answer.conversationId));
}

async function approve(context: CliContext, ref: string, yes: boolean): Promise<void> {
  const changes = await readChanges(context, ref);
  const { tree, files, target, refusal, truncated } = changes;
  if (tree === null || target === null)
    throw new CliError(
      "CONFLICT",
      refusal === null
        ? "There is nothing to approve."
        : `Nothing can be approved: ${TASK_CLONE_REFUSALS[refusal]}.`,
      { hint: `Look at the task: tinyagi task diff ${ref}` },
    );
  for (const file of files) context.output.talk(statLine(file));
  if (truncated) context.output.talk(CUT);
  const what = truncated
    ? "all changed files, also those that are not shown,"
    : `${files.length} changed files`;
  await confirm(context, `Merge ${what} into ${cleanLine(target)}?`, yes);
  const client = await context.connect();
  const answer = await client.call("approveTaskChanges", {
    params: { id: ref },
    body: { tree },
    signal: context.signal,
  });
  context.output.data(answer, () => [`Merged into ${answer.target} (${answer.commit.slice(0, 10)})`]);
}
