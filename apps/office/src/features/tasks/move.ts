/** A move of a card, shown before the daemon has answered. Pure. */
import type { Board, Move, TaskStatus } from "./board-state";
import { getLane, type LaneKind } from "./lanes";

/** @returns the board after the move; the same board when nothing moves */
export function moved(board: Board, { id, to, before, lane }: Move, by?: LaneKind): Board {
  const card = board.columns.flatMap(({ cards }) => cards).find((one) => one.id === id);
  if (card === undefined || before === id) return board;
  const put = { ...card, ...toFields(lane, by), status: to };
  if (card.status !== to || card.assignee !== put.assignee) put.dispatchError = null;
  const columns = board.columns.map((column) => {
    const rest = column.cards.filter((one) => one.id !== id);
    const left = rest.length < column.cards.length ? 1 : 0;
    if (column.status !== to) return { ...column, cards: rest, total: column.total - left };
    const found = rest.findIndex((one) => one.id === before);
    const at = found === -1 ? rest.length : found;
    return { ...column, cards: rest.toSpliced(at, 0, put), total: column.total - left + 1 };
  });
  if (board.lanes === undefined || by === undefined) return { ...board, columns };
  const left = counted(board.lanes, { lane: getLane(card, by), status: card.status, by: -1 });
  return { columns, lanes: counted(left, { lane: getLane(put, by), status: to, by: 1 }) };
}

/** The fields of a task that put it into a lane. */
export function toFields(
  lane: string | undefined,
  by: LaneKind | undefined,
): { assignee?: string; projectId?: string } {
  if (lane === undefined || by === undefined) return {};
  return by === "project" ? { projectId: lane } : { assignee: lane };
}

type Lanes = NonNullable<Board["lanes"]>;

function counted(lanes: Lanes, change: { lane: string; status: TaskStatus; by: number }): Lanes {
  const known = lanes.some(({ id }) => id === change.lane);
  const all = known ? lanes : [...lanes, { id: change.lane, name: change.lane, missing: false, totals: {} }];
  return all.map((lane) => {
    if (lane.id !== change.lane) return lane;
    const total = (lane.totals[change.status] ?? 0) + change.by;
    return { ...lane, totals: { ...lane.totals, [change.status]: total } };
  });
}
