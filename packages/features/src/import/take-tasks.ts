/**
 * Projects, tasks and comments. A row keeps its id when routes accept it. If several tasks have the same identifier,
 * the oldest keeps it and the others get the next free number. A state without a column becomes `backlog`.
 */
import type { TaskRow } from "@tinyagi/kernel";
import { createBoardIds } from "./board-ids.js";
import { type ImportContext, quoted } from "./context.js";
import { countOf, type LegacyRecord, timeOf, toText } from "./legacy-value.js";

const STATES: readonly string[] = ["backlog", "todo", "in_progress", "review", "done"];
/** Prefix of tasks without a project. */
const NO_PROJECT = "T";
const COLOR = "#6366f1";
/** Larger numbers are ignored, so that the numbers after them stay exact. */
const NUMBER_MAX = 1_000_000_000;

export interface LegacyBoard {
  projects: readonly LegacyRecord[];
  tasks: readonly LegacyRecord[];
  comments: readonly LegacyRecord[];
}

interface TakenProject {
  id: string;
  prefix: string;
}
/** Keyed by their former ids. */
type Projects = ReadonlyMap<string, TakenProject>;

export function takeBoard(board: LegacyBoard, context: ImportContext): void {
  const projects = takeProjects(board.projects, context);
  const tasks = takeTasks(board.tasks, projects, context);
  takeComments(board.comments, tasks, context);
}

/** A field by its column name, or by its name in the older files. */
function field(row: LegacyRecord, column: string): unknown {
  return row[column] ?? row[column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())];
}

function takeProjects(rows: readonly LegacyRecord[], context: ImportContext): Projects {
  const taken = new Map<string, TakenProject>();
  const idOf = createBoardIds("project", { rows, report: context.report });
  for (const row of rows) {
    const old = toText(row.id);
    if (old === "" || taken.has(old)) {
      context.report.note(
        `A project ${old === "" ? "without an id" : `with the id ${quoted(old)} again`} is not imported.`,
      );
      continue;
    }
    const id = idOf(old);
    const name = toText(row.name, id);
    const prefix = toText(row.prefix) || toPrefix(name);
    taken.set(old, { id, prefix });
    const created = timeOf(field(row, "created_at"), context.now);
    context.into.addProject({
      id,
      name,
      description: toText(row.description),
      prefix,
      color: toText(row.color) || COLOR,
      status: toText(row.status) === "archived" ? "archived" : "active",
      created_at: created,
      updated_at: timeOf(field(row, "updated_at"), created),
    });
    context.report.count("projects");
  }
  return taken;
}

/** One word: its first three letters. Several words: the initials of the first three. */
function toPrefix(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters =
    words.length === 1
      ? name.trim().slice(0, 3)
      : words
          .slice(0, 3)
          .map((word) => word[0])
          .join("");
  return letters === "" ? NO_PROJECT : letters.toUpperCase();
}

/** @returns the new ids of tasks by their former ids */
function takeTasks(
  rows: readonly LegacyRecord[],
  projects: Projects,
  context: ImportContext,
): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  const oldestFirst = rows
    .map((row) => ({ row, created: timeOf(field(row, "created_at"), context.now) }))
    .sort((a, b) => a.created - b.created);
  const prefixFor = (row: LegacyRecord) =>
    projects.get(toText(field(row, "project_id")))?.prefix ?? NO_PROJECT;
  const highest = new Map<string, number>([[NO_PROJECT, 0]]);
  for (const { row } of oldestFirst) {
    const prefix = prefixFor(row);
    highest.set(prefix, Math.max(highest.get(prefix) ?? 0, toNumber(row)));
  }
  const identifiers = new Set<string>();
  const idOf = createBoardIds("task", { rows, report: context.report });
  for (const { row, created } of oldestFirst) {
    const old = toText(row.id);
    if (old === "" || taken.has(old)) {
      context.report.note(
        `A task ${old === "" ? "without an id" : `with the id ${quoted(old)} again`} is not imported.`,
      );
      continue;
    }
    const id = idOf(old);
    taken.set(old, id);
    const numbered = numberFor(row, { prefix: prefixFor(row), highest, identifiers });
    if (numbered.was !== null)
      context.report.note(
        `Task ${id} had the identifier ${numbered.was} of another task; it is now ${numbered.identifier}.`,
      );
    context.into.addTask(taskRow(row, { id, created, projects, context, ...numbered }));
    context.report.count("tasks");
  }
  for (const [prefix, last] of highest) context.into.addTaskCounter({ prefix, last });
  return taken;
}

function toNumber(row: LegacyRecord): number {
  const number = countOf(row.number);
  return number <= NUMBER_MAX ? number : 0;
}

function numberFor(
  row: LegacyRecord,
  {
    prefix,
    highest,
    identifiers,
  }: { prefix: string; highest: Map<string, number>; identifiers: Set<string> },
): { number: number; identifier: string; was: string | null } {
  const old = toNumber(row);
  const free = old > 0 && !identifiers.has(`${prefix}-${old}`);
  const number = free ? old : (highest.get(prefix) ?? 0) + 1;
  if (!free) highest.set(prefix, number);
  const identifier = `${prefix}-${number}`;
  identifiers.add(identifier);
  return { number, identifier, was: free || old === 0 ? null : `${prefix}-${old}` };
}

function taskRow(
  row: LegacyRecord,
  part: {
    id: string;
    number: number;
    identifier: string;
    created: number;
    projects: Projects;
    context: ImportContext;
  },
): TaskRow {
  const { id, created, projects, context } = part;
  const project = toText(field(row, "project_id"));
  if (project !== "" && !projects.has(project))
    context.report.note(`Task ${id} named a project that does not exist; it has none now.`);
  const status = stateOf(row, { id, context });
  const assignee = toText(row.assignee);
  const type = toText(field(row, "assignee_type"));
  const updated = timeOf(field(row, "updated_at"), created);
  return {
    id,
    number: part.number,
    identifier: part.identifier,
    title: toText(row.title, id),
    description: toText(row.description),
    status,
    assignee: type === "team" ? context.ids.team(assignee) : context.ids.agent(assignee),
    assignee_type: type === "agent" || type === "team" ? type : "",
    project_id: projects.get(project)?.id ?? null,
    priority: "none",
    due_on: null,
    sort_order: countOf(field(row, "sort_order")),
    conversation_id: null,
    // In 0.0.20 the browser sent the task to its agent. The import must not send it again.
    dispatched_at: status === "in_progress" && assignee !== "" ? updated : null,
    dispatch_error: null,
    created_at: created,
    updated_at: updated,
  };
}

function stateOf(
  row: LegacyRecord,
  { id, context }: { id: string; context: ImportContext },
): TaskRow["status"] {
  const old = toText(row.status, "backlog");
  const known =
    [old, old.toLowerCase().replace(/[\s-]+/g, "_")].find((name) => STATES.includes(name)) ?? "backlog";
  if (known !== old)
    context.report.note(`Task ${id} was in the unknown state ${quoted(old)}; it is now in ${known}.`);
  return known as TaskRow["status"];
}

function takeComments(
  rows: readonly LegacyRecord[],
  tasks: ReadonlyMap<string, string>,
  { into, now, report, newId }: ImportContext,
): void {
  const idOf = createBoardIds("comment", { rows, report });
  const taken = new Set<string>();
  for (const row of rows) {
    const task = tasks.get(toText(field(row, "task_id")));
    if (task === undefined) {
      report.note(`Comment ${quoted(toText(row.id))} is of a task that does not exist and is not imported.`);
      continue;
    }
    const old = toText(row.id);
    const isNew = old === "" || taken.has(old);
    taken.add(old);
    into.addComment({
      id: isNew ? newId("conv").replace("conv_", "cmt_") : idOf(old),
      task_id: task,
      author: toText(row.author, "User"),
      author_type: toText(field(row, "author_type")) === "agent" ? "agent" : "user",
      content: toText(row.content),
      created_at: timeOf(field(row, "created_at"), now),
    });
    report.count("comments");
  }
}
