/** What a run writes at this moment, as lines for a view. Pure. */
import { type LiveRun, withoutTags } from "@tinyagi/client";
import { cleanText } from "@tinyagi/contracts/clean-text";
import { wrapWords } from "../text/width.js";

const NARROWEST = 10;
/** More than any screen shows. */
const NEWEST = 8_000;

/** The newest lines; none before its first word. */
export function liveLines(run: LiveRun | undefined, columns: number, rows: number): string[] {
  const text = withoutTags((run?.text ?? "").slice(-NEWEST)).trim();
  if (text === "") return [];
  const lines = cleanText(text)
    .replaceAll("\t", "  ")
    .split("\n")
    .flatMap((line) => wrapWords(line, Math.max(NARROWEST, columns)));
  return lines.slice(-rows);
}
