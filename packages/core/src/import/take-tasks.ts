/**
 * Projects, tasks and comments. Every row stays under its id; an identifier that several tasks had stays with the
 * oldest, the others get the next free number; a state no column showed becomes `backlog`.
 */
import type { TaskRow } from "../store/schema.js";
import { type ImportContext, quoted } from "./context.js";
import { countOf, type LegacyRecord, textOf, timeOf } from "./legacy-value.js";

const STATES: readonly string[] = ["backlog", "todo", "in_progress", "review", "done"];
/** Prefix of tasks without a project. */
const NO_PROJECT = "T";
const COLOR = "#6366f1";

export interface LegacyBoard {
  projects: readonly LegacyRecord[];
  tasks: readonly LegacyRecord[];
  comments: readonly LegacyRecord[];
}

export function takeBoard(board: LegacyBoard, context: ImportContext): void {
  const prefixes = takeProjects(board.projects, context);
  const tasks = takeTasks(board.tasks, prefixes, context);
  takeComments(board.comments, tasks, context);
}

/** A field by its column's name or by the name the older files had. */
function field(row: LegacyRecord, column: string): unknown {
  return row[column] ?? row[column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())];
}

/** @returns prefix by project id */
function takeProjects(rows: readonly LegacyRecord[], context: ImportContext): Map<string, string> {
  const prefixes = new Map<string, string>();
  for (const row of rows) {
    const id = textOf(row.id);
    if (id === "" || prefixes.has(id)) {
      context.report.note(
        `A project ${id === "" ? "without an id" : `with the id ${quoted(id)} again`} is left out.`,
      );
      continue;
    }
    const name = textOf(row.name, id);
    const prefix = textOf(row.prefix) || prefixOf(name);
    prefixes.set(id, prefix);
    const created = timeOf(field(row, "created_at"), context.now);
    context.into.addProject({
      id,
      name,
      description: textOf(row.description),
      prefix,
      color: textOf(row.color) || COLOR,
      status: textOf(row.status) === "archived" ? "archived" : "active",
      created_at: created,
      updated_at: timeOf(field(row, "updated_at"), created),
    });
    context.report.count("projects");
  }
  return prefixes;
}

/** One word: its first three letters; else the initials of the first three. */
function prefixOf(name: string): string {
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

/** @returns the ids taken */
function takeTasks(
  rows: readonly LegacyRecord[],
  prefixes: ReadonlyMap<string, string>,
  context: ImportContext,
): ReadonlySet<string> {
  const taken = new Set<string>();
  const oldestFirst = rows
    .map((row) => ({ row, created: timeOf(field(row, "created_at"), context.now) }))
    .sort((a, b) => a.created - b.created);
  const prefixFor = (row: LegacyRecord) => prefixes.get(textOf(field(row, "project_id"))) ?? NO_PROJECT;
  const highest = new Map<string, number>([[NO_PROJECT, 0]]);
  for (const { row } of oldestFirst) {
    const prefix = prefixFor(row);
    highest.set(prefix, Math.max(highest.get(prefix) ?? 0, countOf(row.number)));
  }
  const identifiers = new Set<string>();
  for (const { row, created } of oldestFirst) {
    const id = textOf(row.id);
    if (id === "" || taken.has(id)) {
      context.report.note(
        `A task ${id === "" ? "without an id" : `with the id ${quoted(id)} again`} is left out.`,
      );
      continue;
    }
    taken.add(id);
    const numbered = numberFor(row, { prefix: prefixFor(row), highest, identifiers });
    if (numbered.was !== null)
      context.report.note(
        `Task ${id} had the identifier ${numbered.was} of another task; it is now ${numbered.identifier}.`,
      );
    context.into.addTask(taskRow(row, { id, created, prefixes, context, ...numbered }));
    context.report.count("tasks");
  }
  for (const [prefix, last] of highest) context.into.addTaskCounter({ prefix, last });
  return taken;
}

function numberFor(
  row: LegacyRecord,
  {
    prefix,
    highest,
    identifiers,
  }: { prefix: string; highest: Map<string, number>; identifiers: Set<string> },
): { number: number; identifier: string; was: string | null } {
  const old = countOf(row.number);
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
    prefixes: ReadonlyMap<string, string>;
    context: ImportContext;
  },
): TaskRow {
  const { id, created, prefixes, context } = part;
  const project = textOf(field(row, "project_id"));
  if (project !== "" && !prefixes.has(project))
    context.report.note(`Task ${id} named a project that does not exist; it has none now.`);
  const status = stateOf(row, { id, context });
  const assignee = textOf(row.assignee);
  const type = textOf(field(row, "assignee_type"));
  const updated = timeOf(field(row, "updated_at"), created);
  return {
    id,
    number: part.number,
    identifier: part.identifier,
    title: textOf(row.title, id),
    description: textOf(row.description),
    status,
    assignee: type === "team" ? context.ids.team(assignee) : context.ids.agent(assignee),
    assignee_type: type === "agent" || type === "team" ? type : "",
    project_id: prefixes.has(project) ? project : null,
    sort_order: countOf(field(row, "sort_order")),
    conversation_id: null,
    // The browser has sent it to its agent already: it must not be sent again because it is here now.
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
  const old = textOf(row.status, "backlog");
  const known =
    [old, old.toLowerCase().replace(/[\s-]+/g, "_")].find((name) => STATES.includes(name)) ?? "backlog";
  if (known !== old)
    context.report.note(`Task ${id} was in the unknown state ${quoted(old)}; it is now in ${known}.`);
  return known as TaskRow["status"];
}

function takeComments(
  rows: readonly LegacyRecord[],
  tasks: ReadonlySet<string>,
  { into, now, report, newId }: ImportContext,
): void {
  const taken = new Set<string>();
  for (const row of rows) {
    const task = textOf(field(row, "task_id"));
    if (!tasks.has(task)) {
      report.note(`Comment ${quoted(textOf(row.id))} is of a task that does not exist and is left out.`);
      continue;
    }
    const old = textOf(row.id);
    const id = old === "" || taken.has(old) ? newId("conv").replace("conv_", "cmt_") : old;
    taken.add(id);
    into.addComment({
      id,
      task_id: task,
      author: textOf(row.author, "User"),
      author_type: textOf(field(row, "author_type")) === "agent" ? "agent" : "user",
      content: textOf(row.content),
      created_at: timeOf(field(row, "created_at"), now),
    });
    report.count("comments");
  }
}
