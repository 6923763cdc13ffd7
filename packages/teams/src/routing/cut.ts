/**
 * Removes spans from a text and closes the gaps, so that the result reads as if the spans had never been there. Only
 * white space around a gap changes.
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

/** Joins pieces. Each gap becomes a blank line, a line break or a space: the largest of the white space around it. */
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
