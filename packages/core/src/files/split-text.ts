/**
 * Splits text for platforms that limit the length of a message: between paragraphs if possible, else between lines,
 * else between words, else anywhere except inside a surrogate pair. Only white space at the cuts is lost.
 */

/** A cut before this part of the limit would leave pieces too short to read well. */
const EARLIEST_CUT = 0.3;
const BREAKS = [/\n[ \t]*\n\s*/g, /\n/g, /[ \t\u3000]+/g] as const;
/** Matches empty lines, but not the indentation of the first line with text. */
const BLANK_START = /^(?:[ \t]*\n)+/;

/**
 * @param limit longest piece in UTF-16 units, at least 2
 * @returns pieces in order, none of them empty; no piece for blank text
 * @throws RangeError when the limit is smaller than 2
 */
export function splitText(text: string, limit: number): string[] {
  if (!Number.isInteger(limit) || limit < 2) throw new RangeError("The limit must be a whole number from 2.");
  const pieces: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > limit) {
    const { end, next } = cut(rest, limit);
    const piece = rest.slice(0, end).trimEnd();
    if (piece.trim() !== "") pieces.push(piece);
    rest = rest.slice(next).replace(BLANK_START, "");
  }
  if (rest.trim() !== "") pieces.push(rest);
  return pieces;
}

/** The end of the piece and the start of the next one. */
function cut(text: string, limit: number): { end: number; next: number } {
  // One unit longer than the limit: a break directly after a full piece is the best cut.
  const window = text.slice(0, limit + 1);
  for (const pattern of BREAKS) {
    let best: { end: number; next: number } | null = null;
    for (const match of window.matchAll(pattern)) {
      if (match.index > limit) break;
      best = { end: match.index, next: match.index + match[0].length };
    }
    if (best !== null && best.end >= limit * EARLIEST_CUT) return best;
  }
  const first = text.charCodeAt(limit - 1);
  const inPair = first >= 0xd800 && first <= 0xdbff;
  const end = inPair ? limit - 1 : limit;
  return { end, next: end };
}
