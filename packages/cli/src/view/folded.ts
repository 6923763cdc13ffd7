/** A text of several lines for a screen: what is too wide continues below, as far to the right as it began. Pure. */
import { cleanText } from "@tinyagi/contracts/clean-text";
import { widthOf, wrapWords } from "@tinyagi/visualizer/text";

/** Narrower than this, a line says nothing. */
const NARROWEST = 10;

/** @param columns that a line may take; infinite: nothing is folded */
export function foldedLines(text: string, columns: number): string[] {
  const lines = cleanText(text).split("\n");
  if (!Number.isFinite(columns)) return lines;
  return lines.flatMap((line) => folded(line.replaceAll("\t", "  "), Math.max(NARROWEST, columns)));
}

function folded(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const words = line.trimStart();
  const lead = " ".repeat(Math.min(line.length - words.length, Math.floor(columns / 2)));
  return wrapWords(words, columns - lead.length).map((part) => (lead + part).trimEnd());
}
