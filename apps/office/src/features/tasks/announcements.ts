/** What a screen reader says while a card is dragged: titles and columns, never ids. Pure. */
import type { Announcements } from "@dnd-kit/core";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import type { Board } from "./board-state";
import { type Lane, resolveDrop } from "./lanes";

export function createAnnouncements({ columns }: Board, lanes: readonly Lane[]): Announcements {
  const { drag } = words.tasks;
  const toTitle = (id: unknown): string => {
    const card = columns.flatMap(({ cards }) => cards).find((one) => one.id === id);
    return card === undefined ? words.tasks.theCard : oneLine(card.title, 60);
  };
  /** Where a card that is dropped there would go. */
  const resolvePlace = (id: unknown, over: unknown): string | undefined => {
    const move = resolveDrop(lanes, String(id), String(over));
    if (move === undefined) return undefined;
    const column = words.tasks.columns[move.to];
    const lane = move.lane === undefined ? undefined : lanes.find((one) => one.id === move.lane);
    return lane === undefined ? column : words.tasks.cell(column, lane.name);
  };
  return {
    onDragStart: ({ active }) => drag.lifted(toTitle(active.id)),
    onDragOver({ active, over }) {
      // Where it is lifted from, nothing is to be said.
      if (over?.id === active.id) return undefined;
      const place = over === null ? undefined : resolvePlace(active.id, over.id);
      return place === undefined ? drag.nowhere(toTitle(active.id)) : drag.over(toTitle(active.id), place);
    },
    onDragEnd({ active, over }) {
      const place = over === null ? undefined : resolvePlace(active.id, over.id);
      return place === undefined
        ? drag.cancelled(toTitle(active.id))
        : drag.dropped(toTitle(active.id), place);
    },
    onDragCancel: ({ active }) => drag.cancelled(toTitle(active.id)),
  };
}
