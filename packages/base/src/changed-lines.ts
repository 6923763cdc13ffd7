/** What differs between two texts, line by line, as in a unified diff. The work is linear, whatever the texts are. */
import { structuredPatch } from "diff";

const CONTEXT_LINES = 3;
/** More differences are not looked for: the cost grows with their number. */
const EDITS_MAX = 400;

/** Two states of a file, as hunks. Empty for equal texts. */
export function changedLines(before: string, after: string): string {
  const hunks = before === after ? [] : hunksOf(before, after, CONTEXT_LINES);
  if (hunks === undefined) return replaced(before, after);
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`,
      ...lines,
    ])
    .join("\n");
}

/** A passage of a file and what replaces it, with every line of both. */
export function changedPassage(before: string, after: string): string {
  // Passages often end within a line. That matters only where one of them does.
  const end = before.endsWith("\n") || after.endsWith("\n") ? "" : "\n";
  const [left, right] = [before === "" ? "" : before + end, after === "" ? "" : after + end];
  const hunks = left === right ? undefined : hunksOf(left, right, Number.MAX_SAFE_INTEGER);
  return hunks?.flatMap(({ lines }) => lines).join("\n") ?? replaced(left, right);
}

function hunksOf(before: string, after: string, context: number) {
  const limits = { context, maxEditLength: EDITS_MAX };
  return structuredPatch("", "", before, after, "", "", limits)?.hunks;
}

/** An empty range is named by the line before it. */
function rangeOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function replaced(before: string, after: string): string {
  return [...marked("-", before), ...marked("+", after)].join("\n");
}

function marked(mark: string, text: string): string[] {
  if (text === "") return [];
  const isWhole = text.endsWith("\n");
  const shown = (isWhole ? text.slice(0, -1) : text).split("\n").map((line) => mark + line);
  return isWhole ? shown : [...shown, "\\ No newline at end of file"];
}
