/**
 * A block of lines redrawn in place on a terminal. Guarantees: never scrolls away what stood above it, leaves the
 * cursor and line wrapping as they were. Must only be used where the stream is a terminal.
 */
import type { Screen } from "../context/output.js";

/** Redraws per second are bounded: agents may send a thousand events in one. */
const REDRAW_MS = 80;
/** Durations go on between events. */
const TICK_MS = 1_000;
const FALLBACK_COLUMNS = 80;
const FALLBACK_ROWS = 24;

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const WRAP_OFF = "\u001b[?7l";
const WRAP_ON = "\u001b[?7h";
const ERASE_LINE_END = "\u001b[K";
const ERASE_DOWN = "\u001b[0J";

export interface LiveBlock {
  /** Asks for a redraw soon. */
  changed: () => void;
  /** Draws once more, whole, and gives the terminal back. */
  end: () => void;
}

/** @param draw the lines for a width; called at most every 80 ms */
export function startLiveBlock(screen: Screen, draw: (columns: number) => string[]): LiveBlock {
  let height = 0;
  let pending: NodeJS.Timeout | undefined;
  let ended = false;
  // A terminal without a known size tells 0.
  const columns = (): number => (screen.columns || FALLBACK_COLUMNS) - 1;
  const paint = (lines: readonly string[]): void => {
    const up = height > 0 ? `\u001b[${height}A` : "";
    // Line by line, erasing what is left below last: erasing first flickers, and from the top of the window tmux
    // takes it for a clear and keeps every frame in its history.
    const text = lines.map((line) => `${line}${ERASE_LINE_END}\n`).join("");
    screen.write(`${WRAP_OFF}${up}\r${text}${ERASE_DOWN}${WRAP_ON}`);
    height = lines.length;
  };
  const paintVisible = (): void => {
    pending = undefined;
    const lines = draw(columns());
    // A block taller than the window cannot be redrawn in place: its newest part is shown.
    const room = Math.max(1, (screen.rows || FALLBACK_ROWS) - 2);
    const hidden = lines.length - room;
    paint(hidden > 0 ? [`… ${hidden + 1} lines above`, ...lines.slice(hidden + 1)] : lines);
  };
  const tick = setInterval(paintVisible, TICK_MS);
  screen.write(HIDE_CURSOR);
  return {
    changed: () => {
      if (!ended) pending ??= setTimeout(paintVisible, REDRAW_MS);
    },
    end: () => {
      if (ended) return;
      ended = true;
      clearTimeout(pending);
      clearInterval(tick);
      paint(draw(columns()));
      screen.write(SHOW_CURSOR);
    },
  };
}
