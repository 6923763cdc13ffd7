/**
 * A block of lines redrawn in place on a terminal. Guarantees: never scrolls away the lines above it, leaves the cursor
 * and line wrapping as they were.
 */
import type { Text } from "@tinyagi/visualizer/text";
import type { LiveScreen } from "../output/writer.js";

/** Redraws per second are bounded: agents may send a thousand events in one. */
const REDRAW_MS = 80;
/** Durations change between events. */
const TICK_MS = 1_000;

export interface LiveBlock {
  /** Asks for a redraw soon. */
  changed: () => void;
  /** Removes the block from the screen until `resume`, so that other lines can be written. */
  pause: () => void;
  resume: () => void;
  /** Draws once more, whole, and gives the terminal back. */
  end: () => void;
}

/** What a block may take of the screen. */
export interface BlockSpace {
  readonly columns: number;
  readonly rows: number;
}

/** @param draw the lines; called at most once in `everyMs` */
export function startLiveBlock(
  screen: LiveScreen,
  draw: (space: BlockSpace) => readonly Text[],
  everyMs = REDRAW_MS,
): LiveBlock {
  let height = 0;
  let pending: NodeJS.Timeout | undefined;
  let ended = false;
  let paused = false;
  const space = (): BlockSpace => ({
    columns: screen.columns() - 1,
    rows: Math.max(1, screen.rows() - 2),
  });
  const paint = (lines: readonly Text[]): void => {
    screen.draw(lines, height);
    height = lines.length;
  };
  const paintVisible = (): void => {
    pending = undefined;
    const { rows } = space();
    const lines = draw(space());
    // A block taller than the window cannot be redrawn in place: its newest part is shown.
    const hidden = lines.length - rows;
    paint(hidden > 0 ? [`… ${hidden + 1} lines above`, ...lines.slice(hidden + 1)] : lines);
  };
  let tick = setInterval(paintVisible, TICK_MS);
  screen.begin();
  const stop = (): void => {
    clearTimeout(pending);
    pending = undefined;
    clearInterval(tick);
  };
  return {
    changed: () => {
      if (!ended && !paused) pending ??= setTimeout(paintVisible, everyMs);
    },
    pause: () => {
      if (ended || paused) return;
      paused = true;
      stop();
      paint([]);
      screen.end();
    },
    resume: () => {
      if (ended || !paused) return;
      paused = false;
      screen.begin();
      tick = setInterval(paintVisible, TICK_MS);
      paintVisible();
    },
    end: () => {
      if (ended) return;
      ended = true;
      stop();
      paint(draw(space()));
      screen.end();
    },
  };
}
