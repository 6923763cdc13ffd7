/** The level of an entry as glyph and word: errors and warnings stand out, the rest is quiet. */
import { Pixels, StateMark } from "../../ui/glyph";
import type { Level } from "./entries";

const WARNING = ["...#...", "..###..", "..#.#..", ".##.##.", ".##.##.", "#######", "###.###"];
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  error: "Error",
  warn: "Warning",
  info: "Info",
  debug: "Detail",
};

export function LevelMark({ level }: { level: Level }) {
  if (level === "error") return <StateMark state="failed" word={LEVEL_WORDS.error} dense="phone" />;
  if (level === "info" || level === "debug")
    return <span className="text-12 text-n-7 max-md:sr-only">{LEVEL_WORDS[level]}</span>;
  return (
    <span className="inline-flex items-center gap-1.5 text-12 font-medium text-waiting">
      <Pixels rows={WARNING} scale={2} />
      <span className="max-md:sr-only">{LEVEL_WORDS.warn}</span>
    </span>
  );
}
