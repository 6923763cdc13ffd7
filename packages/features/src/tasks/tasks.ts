/**
 * The board: tasks, their order and their comments. An identifier is issued once and never changes. A task that enters
 * `in_progress` with an assignee is handed over in the same transaction. All changes are journaled.
 */
import { AppError } from "@tinyagi/contracts";
import type { CardRun, ConversationRow, LinkedRow, TaskFilter, TaskRow } from "@tinyagi/kernel";
import { conversationScope } from "@tinyagi/kernel";
import { type Assignee, findAssignee, isMissing } from "./assignee.js";
import { type Board, type BoardQuery, type CardFacts, readBoard, readCard } from "./board.js";
import { conversationClosed } from "./closing.js";
import { type Comments, createComments } from "./comments.js";
import { buildEvent, mustGetTask, saveTask, type TaskCaller, type TaskContext } from "./context.js";
import { dispatch, isHandedOver } from "./dispatch.js";
import { changedFields, type GivenFields, resolveProject, toDay, withFields } from "./fields.js";
import { sendFollowUp, type TaskFollowUp } from "./follow-up.js";
import { type AcceptedMessage, acceptMessage, type TaskMessage } from "./inbound.js";
import { toName } from "./name.js";
import { setNeeds } from "./needs.js";
import { LOOSE_PREFIX } from "./project-looks.js";
import { type LaneChange, reorder, type TaskColumns } from "./reorder.js";
import { createRunRights, type RunRights } from "./run-rights.js";

const TASKS_MAX = 100_000;
/** Runs that are listed with a task, newest first. */
const RUNS_SHOWN = 50;

/** The tasks that a task needs, and those that need it. */
export interface TaskLinks {
  neededTasks: LinkedRow[];
  neededBy: LinkedRow[];
}

export interface TaskQuery extends Omit<TaskFilter, "match"> {
  /** Words to look for, or starts of words. */
  text?: string | undefined;
}

/** Every `ref` is the id (`task_…`) or the identifier (`WEB-12`) of a task. */
export interface Tasks extends Comments {
  list(filter: TaskQuery): TaskRow[];
  /** Every column with its first cards. */
  board(query: BoardQuery): Board;
  /** @throws AppError `NOT_FOUND` */
  get(ref: string): TaskRow;
  /** What happens on a task now, and its newest runs. */
  facts(taskId: string): CardFacts & TaskLinks & { recentRuns: CardRun[] };
  /** Whether its assignee no longer exists. */
  isAssigneeMissing(task: Assignee): boolean;
  /** @throws AppError `INVALID_INPUT` (unknown project), `UNKNOWN_AGENT`, `FORBIDDEN` and `RATE_LIMITED` for a run */
  create(
    fields: GivenFields & { title: string },
    caller: TaskCaller,
    /** Inside the same write. */
    also?: (task: TaskRow) => void,
  ): Promise<TaskRow>;
  /** @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `UNKNOWN_AGENT`, `FORBIDDEN` for a run */
  update(ref: string, fields: GivenFields, caller: TaskCaller): Promise<TaskRow>;
  /** Puts tasks into columns in the given order, all or none; `change` moves one of them to another lane. @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `UNKNOWN_AGENT` */
  reorder(columns: TaskColumns, caller: TaskCaller, change?: LaneChange): Promise<void>;
  /** Sends a further message about a task to its assignee, and puts it in progress. @throws AppError `NOT_FOUND`, `CONFLICT` */
  send(ref: string, message: TaskFollowUp, caller: TaskCaller): Promise<{ conversationId: string }>;
  /** @throws AppError `NOT_FOUND` */
  remove(ref: string, caller: TaskCaller): Promise<void>;
  /** Whether a caller may read a task. */
  maySee(task: TaskRow, caller: TaskCaller): boolean;
  maySeeBoard(caller: TaskCaller): boolean;
  /** Accepts a person's message and links it to the task it names at its end. See `inbound.ts`. */
  acceptMessage<Answer extends AcceptedMessage>(
    message: TaskMessage,
    prepare: (taskId: string | undefined) => Promise<() => Answer>,
  ): Promise<Answer | AcceptedMessage>;
  /** Inside the write that closes a conversation. */
  conversationClosed(conversation: ConversationRow): void;
}

export function createTasks(context: TaskContext): Tasks {
  const { store } = context;
  const rights = createRunRights(context);
  const comments = createComments(context, rights);
  return {
    list: ({ text, ...filter }) =>
      store.tasks.list(text === undefined ? filter : { ...filter, match: context.index.buildMatch(text) }),
    board: (query) => readBoard(context, query),
    get: (ref) => mustGetTask(context, ref),
    facts: (id) => ({
      ...readCard(store, id),
      neededTasks: store.tasks.needs(id),
      neededBy: store.tasks.neededBy(id),
      recentRuns: store.cards.runs(id, RUNS_SHOWN),
    }),
    isAssigneeMissing: (task) => isMissing(context.settings(), task),
    create: (fields, caller, also) =>
      store.write(() => {
        const task = create(context, { fields, caller, rights });
        also?.(task);
        return task;
      }),
    update: (ref, fields, caller) => store.write(() => update(context, { ref, fields, caller, rights })),
    reorder: (columns, caller, change) => store.write(() => reorder(context, { columns, caller, change })),
    send: (ref, message, caller) => store.write(() => sendFollowUp(context, { ref, message, caller })),
    remove: (ref, caller) => store.write(() => remove(context, ref, caller)),
    ...comments,
    maySee: (task, { run }) => run === undefined || rights.maySee(task, run),
    maySeeBoard: ({ run }) => run === undefined || rights.maySeeBoard(run),
    acceptMessage: (message, prepare) => acceptMessage(context, message, prepare),
    conversationClosed: (conversation) => conversationClosed(context, conversation),
  };
}

function create(
  context: TaskContext,
  {
    fields,
    caller,
    rights,
  }: { fields: GivenFields & { title: string }; caller: TaskCaller; rights: RunRights },
): TaskRow {
  const { store, newId, clock } = context;
  if (store.tasks.count() >= TASKS_MAX)
    throw new AppError("CONFLICT", `There are ${TASKS_MAX} tasks. Delete some first.`);
  const now = clock.now();
  const projectId = resolveProject(context, fields.projectId);
  const row: TaskRow = {
    id: newId("task"),
    ...toIdentifier(context, projectId),
    title: toName(fields.title, "title"),
    description: fields.description ?? "",
    status: fields.status ?? "backlog",
    ...findAssignee(context.settings(), { assignee: fields.assignee ?? "", type: fields.assigneeType ?? "" }),
    project_id: projectId,
    priority: fields.priority ?? "none",
    due_on: toDay(fields.dueOn),
    sort_order: store.tasks.lastPlace() + 1,
    conversation_id: null,
    dispatched_at: null,
    dispatch_error: null,
    created_at: now,
    updated_at: now,
  };
  if (caller.run !== undefined) {
    rights.mayPut(undefined, row, caller.run);
    rights.count(caller.run, { taskId: row.id });
  }
  store.tasks.insert(row);
  setNeeds(context, row.id, fields.needs ?? []);
  context.index.putTask(row);
  const { title, status, assignee } = row;
  context.journal.append("task.created", { ...buildEvent(row, caller.name), title, status, assignee });
  return caller.run === undefined && isHandedOver(undefined, row) ? dispatch(context, row, caller) : row;
}

/** Numbers of imported tasks may be above their counter. */
function toIdentifier(
  { store }: TaskContext,
  projectId: string | null,
): Pick<TaskRow, "number" | "identifier"> {
  const prefix = (projectId === null ? undefined : store.projects.get(projectId)?.prefix) ?? LOOSE_PREFIX;
  for (;;) {
    const number = store.tasks.nextNumber(prefix);
    const identifier = `${prefix}-${number}`;
    if (store.tasks.findIdentifier(identifier) === undefined) return { number, identifier };
  }
}

function update(
  context: TaskContext,
  change: { ref: string; fields: GivenFields; caller: TaskCaller; rights: RunRights },
): TaskRow {
  const { fields, caller, rights } = change;
  const before = mustGetTask(context, change.ref);
  if (caller.run !== undefined) rights.mayChange(before, caller.run);
  const after = withFields(context, before, fields);
  if (caller.run !== undefined) rights.mayPut(before, after, caller.run);
  const isRelinked = fields.needs !== undefined && setNeeds(context, before.id, fields.needs);
  const changed = [...changedFields(before, after), ...(isRelinked ? ["needs"] : [])];
  if (changed.length === 0) return before;
  saveTask(context, after, { by: caller.name, fields: changed });
  return caller.run === undefined && isHandedOver(before, after) ? dispatch(context, after, caller) : after;
}

function remove(context: TaskContext, ref: string, caller: TaskCaller): void {
  const task = mustGetTask(context, ref);
  context.index.removeTask(task.id);
  context.store.tasks.remove(task.id);
  context.journal.append("task.deleted", buildEvent(task, caller.name), conversationScope(task));
}
