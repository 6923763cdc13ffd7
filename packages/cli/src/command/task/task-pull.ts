/** `task publish`, `pull`, `merge` and `import`: the work on a task at its remote, and issues that become tasks. */
import type { TaskChanges, TaskPull } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { PULL_PROBLEMS } from "@tinyagi/contracts/pull-problems";
import { TASK_CLONE_REFUSALS } from "@tinyagi/contracts/task-clone-refusals";
import type { Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { facts } from "../../view/table.js";
import { knownTask } from "./task-view.js";

const YES = "do not ask for confirmation";

export function registerTaskPull(task: Command, context: CliContext): void {
  task
    .command("publish")
    .argument("<task>", "identifier or id")
    .option("-y, --yes", YES)
    .description("push the changes of a task to its remote, and open a pull request at GitHub")
    .action((ref: string, options: { yes?: boolean }) => publish(context, ref, options.yes === true));
  task
    .command("pull")
    .argument("<task>", "identifier or id")
    .description("show the pull request of a task, with its checks and reviews as they are now")
    .action(async (ref: string) => {
      const pull = await refresh(context, ref);
      context.output.data(pull, () => pullLines(pull));
    });
  task
    .command("merge")
    .argument("<task>", "identifier or id")
    .option("-y, --yes", YES)
    .description("merge the pull request of a task at exactly the commit that is shown")
    .action((ref: string, options: { yes?: boolean }) => merge(context, ref, options.yes === true));
  task
    .command("import")
    .argument("<issue>", "an issue at GitHub, as owner/repo#12")
    .description("make a task of an issue; once, however often you import it")
    .action((issue: string) => importIssue(context, issue));
}

async function publish(context: CliContext, ref: string, yes: boolean): Promise<void> {
  const client = await context.connect();
  const changes: TaskChanges = await knownTask(
    client.call("getTaskChanges", { params: { id: ref }, signal: context.signal }),
  );
  const { tree, files, refusal, branch } = changes;
  if (tree === null)
    throw new CliError(
      "CONFLICT",
      refusal === null
        ? "There is nothing to publish."
        : `Nothing can be published: ${TASK_CLONE_REFUSALS[refusal]}.`,
      { hint: `Look at the task: tinyagi task diff ${ref}` },
    );
  for (const { path, added, removed } of files)
    context.output.talk(`${cleanLine(path)} +${added} -${removed}`);
  const count = changes.truncated
    ? "all changed files, also those that are not shown,"
    : `${files.length} changed files`;
  await confirm(context, `Push ${count} to the remote as ${cleanLine(branch)}?`, yes);
  const answer = await client.call("publishTaskChanges", {
    params: { id: ref },
    body: { tree },
    signal: context.signal,
  });
  context.output.data(answer.pull, () => pullLines(answer.pull));
}

async function refresh(context: CliContext, ref: string): Promise<TaskPull> {
  const client = await context.connect();
  const call = client.call("refreshTaskPull", { params: { id: ref }, signal: context.signal });
  return (await call).pull;
}

async function merge(context: CliContext, ref: string, yes: boolean): Promise<void> {
  const pull = await refresh(context, ref);
  for (const line of pullLines(pull)) context.output.talk(line);
  if (pull.state !== "open")
    throw new CliError("CONFLICT", "There is no open pull request to merge.", {
      hint: `Publish the work: tinyagi task publish ${ref}`,
    });
  const risk = pull.checked === "passed" || pull.checked === "none" ? "" : ` Its checks are ${pull.checked}.`;
  await confirm(context, `Merge ${pull.commit.slice(0, 10)} into ${cleanLine(pull.target)}?${risk}`, yes);
  const client = await context.connect();
  const answer = await client.call("mergeTaskPull", {
    params: { id: ref },
    body: { commit: pull.commit },
    signal: context.signal,
  });
  context.output.data(answer, () => [
    `Merged into ${cleanLine(answer.target)} at GitHub (${answer.commit.slice(0, 10)})`,
  ]);
}

function pullLines(pull: TaskPull): Text[] {
  const {
    state,
    branch,
    target,
    commit,
    url,
    compare,
    review,
    mergeable,
    comments,
    wakes,
    wakesMax,
    problem,
  } = pull;
  const page = url ?? compare;
  return [
    ...facts([
      ["state", state],
      ["branch", `${cleanLine(branch)} for ${cleanLine(target)}`],
      ["commit", commit.slice(0, 10)],
      ...(page === null
        ? []
        : [[url === null ? "open one at" : "page", cleanLine(page)] as [string, string]]),
      ...(state === "pushed"
        ? []
        : ([
            ["checks", pull.checked],
            ["review", review],
            ["mergeable", mergeable],
            ["comments", String(comments)],
            ["agent woken", `${wakes} of ${wakesMax}`],
          ] as [string, string][])),
    ]),
    ...pull.checks.filter(({ state }) => state === "failed").map(({ name }) => `failed: ${cleanLine(name)}`),
    ...(problem === null ? [] : ["", `The last look failed: ${PULL_PROBLEMS[problem]}.`]),
  ];
}

async function importIssue(context: CliContext, issue: string): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("importIssue", { body: { issue }, signal: context.signal });
  const { identifier, created, url } = answer;
  context.output.data(answer, () => [
    created
      ? `Made the task ${identifier} of ${cleanLine(url)}`
      : `The task ${identifier} is of this issue already`,
  ]);
}
