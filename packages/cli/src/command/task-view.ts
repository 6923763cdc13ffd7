/** One task as people read it. */
import type { ProjectView, TaskCard, TaskColumn, TaskView } from "@tinyagi/contracts";
import { money, when } from "@tinyagi/visualizer/text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { linesOfText } from "../output/output.js";
import { facts, table } from "../view/table.js";

export async function showTask(context: CliContext, ref: string): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  const params = { id: ref };
  const task = await knownTask(client.call("getTask", { params, signal }));
  const comments = await client.call("listComments", { params, query: {}, signal });
  const projects =
    task.projectId === undefined || context.output.json
      ? []
      : await client.call("listProjects", { query: {}, signal });
  const project = projects.find(({ id }) => id === task.projectId);
  context.output.data({ ...task, comments }, () => [
    ...taskFacts(task, project),
    ...(task.description === "" ? [] : ["", ...linesOfText(task.description)]),
    ...comments.flatMap((one) => [
      "",
      `${one.authorType === "agent" ? "@" : ""}${one.author}, ${when(one.createdAt)}:`,
      ...linesOfText(one.content),
    ]),
  ]);
}

/** @param project the project of the task, if known: its prefix is clearer than an id */
export function taskFacts(task: TaskView, project?: ProjectView): string[] {
  const { assignee, assigneeType, assigneeMissing } = task;
  const who = assignee === "" ? "-" : `@${assignee} (${assigneeMissing ? "deleted" : assigneeType})`;
  const projectWords = project === undefined ? undefined : `${project.prefix} (${project.name})`;
  return facts([
    ["task", task.identifier],
    ["title", task.title],
    ["status", task.status],
    ["assignee", who],
    ...(task.projectId === undefined ? [] : [["project", projectWords ?? task.projectId] as const]),
    ...(task.conversationId === null ? [] : [["conversation", task.conversationId] as const]),
    ...(task.dispatchError === null ? [] : [["problem", task.dispatchError] as const]),
    ["created", when(task.createdAt)],
    ["id", task.id],
  ]);
}

/** The same error for a task that does not exist, with what to do next. */
export async function knownTask<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "NOT_FOUND")) throw error;
    throw new CliError("NOT_FOUND", error.message, {
      hint: "list the tasks: tinyagi task list",
      cause: error,
    });
  }
}

/** Every column that has tasks, the tasks below each other. */
export function boardLines(columns: readonly TaskColumn[], width?: number): string[] {
  const rows = columns.flatMap(({ status, cards }) => cards.map((card) => cardRow(status, card)));
  if (rows.length === 0) return ["no tasks yet; add one: tinyagi task add <title>"];
  const hidden = columns.flatMap(({ status, total, cards }) =>
    total > cards.length ? [`${total - cards.length} more in ${status}`] : [],
  );
  return [...table(["STATUS", "TASK", "ASSIGNEE", "NOW", "COST", "TITLE"], rows, width), ...hidden];
}

function cardRow(status: string, card: TaskCard): string[] {
  const { identifier, assignee, work, costUsd, title, dispatchError } = card;
  const now = work === null ? (dispatchError === null ? "" : "failed") : work.state;
  return [
    status,
    identifier,
    assignee === "" ? "-" : `@${assignee}`,
    now,
    costUsd === null ? "" : money(costUsd),
    title,
  ];
}
