/** The board as people look at it: the first cards of each column, with the work on each and its cost. Reads only. */
import {
  type ColumnNow,
  type LaneKind,
  TASK_STATES,
  type TaskCard,
  type TaskLane,
  type TaskState,
} from "@tinyagi/contracts";
import type { CardFilter, CardRow, CardWork, ColumnNowRow, LaneTotal, Store } from "@tinyagi/kernel";
import type { TaskContext } from "./context.js";

/** What a card has beside the fields of its task. */
export type CardFacts = Pick<
  TaskCard,
  "commentCount" | "runs" | "costUsd" | "estimated" | "work" | "waitsFor"
>;
export interface Card extends CardFacts {
  task: CardRow;
}

export interface Column {
  status: TaskState;
  total: number;
  now: ColumnNow;
  cards: Card[];
}

/** More than there can be. */
const PROJECTS_READ = 10_000;

/** What a board shows. */
export interface BoardQuery extends Omit<CardFilter, "match"> {
  /** Words to look for, or starts of words. */
  text?: string | undefined;
  lanes?: LaneKind | undefined;
}

export interface Board {
  /** Every column from left to right, the empty ones too. */
  columns: Column[];
  /** The lanes that have tasks, by name; tasks without one come last. */
  lanes?: TaskLane[];
}

export function readBoard(
  { store, settings, index }: Pick<TaskContext, "store" | "settings" | "index">,
  { text, lanes, ...rest }: BoardQuery,
): Board {
  const filter = text === undefined ? rest : { ...rest, match: index.buildMatch(text) };
  const columns = getColumns(store, store.cards.columns(filter, lanes), getCurrent(store.cards.now(filter)));
  if (lanes === undefined) return { columns };
  const names = namesOf(lanes, store, settings());
  return { columns, lanes: toLanes(store.cards.laneTotals(filter, lanes), names) };
}

/** @param names of what lanes can be; a lane without a name is one of something deleted */
function toLanes(totals: readonly LaneTotal[], names: ReadonlyMap<string, string>): TaskLane[] {
  const lanes = new Map<string, TaskLane>();
  for (const { lane: id, status, total } of totals) {
    const name = id === "" ? "" : (names.get(id) ?? id);
    const lane = lanes.get(id) ?? { id, name, missing: id !== "" && !names.has(id), totals: {} };
    lane.totals[status] = total;
    lanes.set(id, lane);
  }
  return [...lanes.values()].sort(
    (a, b) => Number(a.id === "") - Number(b.id === "") || a.name.localeCompare(b.name),
  );
}

function namesOf(
  lanes: LaneKind,
  store: Store,
  { agents, teams }: ReturnType<TaskContext["settings"]>,
): Map<string, string> {
  if (lanes === "project")
    return new Map(store.projects.list({ limit: PROJECTS_READ }).map(({ id, name }) => [id, name]));
  return new Map(Object.entries({ ...teams, ...agents }).map(([id, { name }]) => [id, name]));
}

const NOTHING: ColumnNow = { running: 0, waiting: 0, queued: 0, failed: 0, unassigned: 0 };

function getCurrent(rows: readonly ColumnNowRow[]): (status: TaskState) => ColumnNow {
  const byStatus = new Map(rows.map(({ status, ...now }) => [status, now]));
  return (status) => byStatus.get(status) ?? NOTHING;
}

function getColumns(store: Store, rows: readonly CardRow[], now: (status: TaskState) => ColumnNow): Column[] {
  return TASK_STATES.map((status) => {
    const own = rows.filter((row) => row.status === status);
    return {
      status,
      total: own[0]?.total ?? 0,
      now: now(status),
      cards: own.map((task) => ({ task, ...readCard(store, task.id) })),
    };
  });
}

export function readCard(store: Store, taskId: string): CardFacts {
  const { runs, usd, estimated } = store.cards.cost(taskId);
  return {
    runs,
    costUsd: usd,
    estimated: estimated === 1,
    commentCount: store.tasks.countComments(taskId),
    work: workOf(store.cards.work(taskId)),
    waitsFor: store.tasks.needs(taskId).filter(({ status }) => status !== "done"),
  };
}

/** @param open messages about one task, those that run first */
export function workOf(open: readonly CardWork[]): TaskCard["work"] {
  const first = open[0];
  if (first === undefined) return null;
  const asks = open.some((message) => message.asks === 1);
  return {
    state: asks ? "waiting" : first.status === "processing" ? "running" : "queued",
    agents: [...new Set(open.map(({ agent_id }) => agent_id))],
    conversationId: first.conversation_id,
    runId: first.run_id,
  };
}
