/** What a key does in a list: `j`/`k` and arrows move, Enter opens, `x` selects. Pure. */
export interface ListState {
  /** Rows in the list. */
  count: number;
  /** The current row; -1 for none. */
  current: number;
  /** Rows that fit on the screen. */
  page: number;
  /** Of a grid of cards: arrows up and down go to the card above and below. Default: one. */
  columns?: number;
}

export type ListAct = { act: "move"; to: number } | { act: "open" | "select"; at: number };

/** @returns what to do; undefined when the key is not for a list */
export function listAct(key: string, { count, current, page, columns = 1 }: ListState): ListAct | undefined {
  if (count === 0) return undefined;
  const clamp = (to: number): ListAct => ({ act: "move", to: Math.max(0, Math.min(count - 1, to)) });
  switch (key) {
    case "j":
      return clamp(current + 1);
    case "k":
      return clamp(current === -1 ? 0 : current - 1);
    case "ArrowDown":
      return clamp(current === -1 ? 0 : current + columns);
    case "ArrowUp":
      return clamp(current === -1 ? 0 : current - columns);
    case "ArrowRight":
      return columns === 1 ? undefined : clamp(current + 1);
    case "ArrowLeft":
      return columns === 1 ? undefined : clamp(current === -1 ? 0 : current - 1);
    case "PageDown":
      return clamp(current + page);
    case "PageUp":
      return clamp(current - page);
    case "Home":
      return clamp(0);
    case "End":
      return clamp(count - 1);
    case "Enter":
      return current === -1 ? undefined : { act: "open", at: current };
    case "x":
      return current === -1 ? undefined : { act: "select", at: current };
    default:
      return undefined;
  }
}
