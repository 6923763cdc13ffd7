/** One task as people read it. */
import type {
  LaneKind,
  LinkedTask,
  ProjectView,
  RouteOutput,
  TaskCard,
  TaskColumn,
  TaskLane,
  TaskView,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { cents, dueState, stamp } from "@tinyagi/views";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { linesOfText } from "../../output/output.js";
import { answerLines } from "../../view/answer.js";
import { facts, table } from "../../view/table.js";

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
  const lines = await answerLines(context);
  context.output.data({ ...task, comments }, (columns) => [
    ...taskFacts(task, project),
    ...linkLines("needs", task.neededTasks),
    ...linkLines("needed by", task.neededBy),
    ...(task.description === "" ? [] : ["", ...linesOfText(task.description)]),
    ...comments.flatMap((one) => [
      "",
      `${one.authorType === "agent" ? "@" : ""}${one.author}, ${stamp(one.createdAt)}:`,
      ...(one.authorType === "agent" ? lines(one.content, columns) : linesOfText(one.content)),
    ]),
  ]);
}

function linkLines(what: string, tasks: readonly LinkedTask[]): string[] {
  return tasks.flatMap(({ identifier, title, status }) =>
    facts([[what, `${identifier} ${title} (${status})`]]),
  );
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
    ...(task.priority === "none" ? [] : [["priority", task.priority] as const]),
    ...(task.dueOn === null ? [] : [["due", dueText(task)] as const]),
    ...(task.projectId === undefined ? [] : [["project", projectWords ?? task.projectId] as const]),
    ...(task.conversationId === null ? [] : [["conversation", task.conversationId] as const]),
    ...(task.dispatchError === null ? [] : [["problem", task.dispatchError] as const]),
    ["created", stamp(task.createdAt)],
    ["id", task.id],
  ]);
}

/** The day, and how near it is: `2027-01-31 (overdue)`. */
export function dueText(task: Pick<TaskView, "dueOn" | "status">): string {
  const state = dueState(task, Date.now());
  return `${task.dueOn ?? ""}${state === "overdue" || state === "today" ? ` (${state})` : ""}`;
}

/** The same error for a task that does not exist, with what to do next. */
export async function knownTask<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "NOT_FOUND")) throw error;
    throw new CliError("NOT_FOUND", error.message, {
      hint: "List the tasks: tinyagi task list",
      cause: error,
    });
  }
}

export const NO_TASKS = "no tasks yet; add one: tinyagi task add <title>";
export const NO_MATCH = "no task has these words";

interface Shown {
  text?: string | undefined;
  lanes?: LaneKind | undefined;
  /** Width of the screen. */
  columns: number | undefined;
}

/** Every column that has tasks, the tasks below each other; with lanes, the same for each lane. */
export function boardLines(
  board: RouteOutput<"getBoard">,
  { text, lanes: by, columns: width }: Shown,
): string[] {
  const { columns, lanes } = board;
  if (columns.every(({ cards }) => cards.length === 0)) return [text === undefined ? NO_TASKS : NO_MATCH];
  if (lanes === undefined || by === undefined) return columnLines(columns, width);
  return lanes.flatMap((lane, index) => [
    ...(index === 0 ? [] : [""]),
    laneHead(lane, by),
    ...columnLines(
      columns.map(({ status, cards }) => ({
        status,
        total: lane.totals[status] ?? 0,
        cards: cards.filter(
          (card) => (by === "project" ? (card.projectId ?? "") : card.assignee) === lane.id,
        ),
      })),
      width,
    ),
  ]);
}

function laneHead({ id, name, missing }: TaskLane, by: LaneKind): string {
  if (id === "") return by === "project" ? "no project" : "no assignee";
  if (by === "project") return cleanLine(name);
  return `@${cleanLine(id)}${missing ? " (deleted)" : ""}`;
}

function columnLines(columns: readonly Omit<TaskColumn, "now">[], width: number | undefined): string[] {
  const rows = columns.flatMap(({ status, cards }) => cards.map((card) => cardRow(status, card)));
  const hidden = columns.flatMap(({ status, total, cards }) =>
    total > cards.length ? [`${total - cards.length} more in ${status}`] : [],
  );
  return [...table(["STATUS", "TASK", "ASSIGNEE", "NOW", "COST", "TITLE"], rows, width), ...hidden];
}

function cardRow(status: string, card: TaskCard): string[] {
  const { identifier, assignee, work, costUsd, estimated, title, dispatchError } = card;
  const now = work === null ? (dispatchError === null ? "" : "failed") : work.state;
  return [
    status,
    identifier,
    assignee === "" ? "-" : `@${assignee}`,
    now,
    costUsd === null ? "" : cents({ costUsd, estimated }),
    title,
  ];
}
