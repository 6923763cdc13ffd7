/**
 * Takes spans out of a text and closes the gap: what is left reads as if the span had never been there. Only
 * white space around a gap changes, everything else is kept character for character.
 */

/** Half-open range of offsets. */
export interface Span {
  start: number;
  end: number;
}

/** The text without `spans` (sorted, disjoint), trimmed. */
export function cutSpans(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const span of spans) {
    pieces.push(text.slice(from, span.start));
    from = span.end;
  }
  pieces.push(text.slice(from));
  return joinPieces(pieces);
}

/** Joins the pieces between gaps: at most one blank line, else one line break, else one space stays of each gap. */
export function joinPieces(pieces: readonly string[]): string {
  const out: string[] = [];
  let space = "";
  for (const piece of pieces) {
    const core = piece.trim();
    if (core === "") {
      space += piece;
      continue;
    }
    const leading = piece.length - piece.trimStart().length;
    if (out.length > 0) out.push(closeGap(space + piece.slice(0, leading)));
    out.push(core);
    space = piece.slice(leading + core.length);
  }
  return out.join("");
}

function closeGap(space: string): string {
  const lines = space.split("\n");
  if (lines.length === 1) return space === "" ? "" : " ";
  const indent = lines.at(-1) ?? "";
  return lines.length === 2 ? `\n${indent}` : `\n\n${indent}`;
}
