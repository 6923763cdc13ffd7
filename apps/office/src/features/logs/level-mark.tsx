/** The level of an entry as glyph and word: errors and warnings stand out, the rest is quiet. */
import { words } from "../../locale/words";
import { Pixels, StateMark } from "../../ui/glyph";
import type { Level } from "./entries";

const WARNING = ["...#...", "..###..", "..#.#..", ".##.##.", ".##.##.", "#######", "###.###"];

export function LevelMark({ level }: { level: Level }) {
  if (level === "error") return <StateMark state="failed" word={words.logs.levels.error} dense="phone" />;
  if (level === "info" || level === "debug")
    return <span className="text-12 text-n-7 max-md:sr-only">{words.logs.levels[level]}</span>;
  return (
    <span className="inline-flex items-center gap-1.5 text-12 font-medium text-waiting">
      <Pixels rows={WARNING} scale={2} />
      <span className="max-md:sr-only">{words.logs.levels.warn}</span>
    </span>
  );
}
