/** The states: each has a glyph, a colour and a word, so that no reader depends on one of them. */
import { words } from "../locale/words";
import { digitRows, pixelPath } from "./pixels";

export const STATES = ["running", "waiting", "done", "failed", "held", "idle", "asleep"] as const;
export type State = (typeof STATES)[number];

const ROWS: Readonly<Record<State, readonly string[]>> = {
  running: [".#.....", ".##....", ".###...", ".####..", ".###...", ".##....", ".#....."],
  waiting: [".#####.", "##...##", "....###", "...##..", "...##..", ".......", "...##.."],
  done: [".......", "......#", ".....##", "#...##.", "##.##..", ".###...", "..#...."],
  failed: ["##...##", ".##.##.", "..###..", "...#...", "..###..", ".##.##.", "##...##"],
  held: [".......", "##...##", "##...##", "##...##", "##...##", "##...##", "......."],
  idle: [".......", ".......", "..###..", "..#.#..", "..###..", ".......", "......."],
  asleep: ["####...", "..#....", ".#..###", "####..#", ".....#.", "....###", "......."],
};
const COLOURS: Readonly<Record<State, string>> = {
  running: "text-running",
  waiting: "text-waiting",
  done: "text-done",
  failed: "text-failed",
  held: "text-held",
  idle: "text-n-7",
  asleep: "text-n-7",
};
const HAND = ["..#.#..", "..#.#.#", "..#.#.#", "#.#####", "#######", ".#####.", "..###.."];

export function Pixels(props: { rows: readonly string[]; scale: number; className?: string }) {
  const { rows, scale, className = "" } = props;
  const width = rows[0]?.length ?? 0;
  return (
    <svg
      className={`block flex-none ${className}`}
      width={width * scale}
      height={rows.length * scale}
      viewBox={`0 0 ${width} ${rows.length}`}
      shapeRendering="crispEdges"
      fill="currentColor"
      aria-hidden="true"
    >
      <path d={pixelPath(rows)} />
    </svg>
  );
}

/** A state as glyph and word. In dense rows, or in those of a phone, the word is only for screen readers. */
export function StateMark(props: { state: State; dense?: boolean | "phone"; word?: string | undefined }) {
  const { state, dense = false, word = words.common.states[state] } = props;
  return (
    <span
      className={`inline-flex items-baseline gap-1.5 whitespace-nowrap text-12 font-medium ${COLOURS[state]}`}
    >
      <Pixels
        rows={ROWS[state]}
        scale={2}
        className={`self-center ${state === "running" ? "anim-nudge" : ""}`}
      />
      <span className={dense === "phone" ? "max-md:sr-only" : dense ? "sr-only" : ""}>{word}</span>
    </span>
  );
}

export function RaisedHand() {
  return <Pixels rows={HAND} scale={2} />;
}

/** Money on the meter. */
export function PixelDigits({ text }: { text: string }) {
  return <Pixels rows={digitRows(text)} scale={3} />;
}
