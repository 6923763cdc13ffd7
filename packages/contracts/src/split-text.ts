/**
 * Cuts a long Markdown text into parts that a platform takes. Guarantees: every part has at most `max` characters; a code
 * block that is cut is closed and opened again; no character that people see as one is cut; without the repeated fences
 * and the white space at the cuts, the parts together are the text. Linear in the length of the text.
 */

/** Longer rows of marks are text: as a fence they would have to be repeated in each part. */
const FENCE = /^ {0,3}(`{3,20}(?!`)|~{3,20}(?!~))([^\n]*)$/gm;
/** A part is at least so full before a better place for the cut counts more than a full part. */
const FILL = 0.5;
/** Longest fence line that is repeated in the next part; of a longer one only the marks. */
const INFO_MAX_CHARS = 40;
/** So far back the boundary of a visible character is searched. */
const GRAPHEME_WINDOW = 64;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

interface Fence {
  readonly marks: string;
  readonly opening: string;
}

/** A text of which the first parts were taken. */
interface Remainder {
  readonly rest: string;
  /** The code block in which the rest begins. */
  readonly fence: Fence | undefined;
}

/**
 * The parts of a Markdown text in order; none for a blank text.
 *
 * @param max most UTF-16 units of a part, at least 200
 */
export function splitText(text: string, max: number): string[] {
  const parts: string[] = [];
  for (let left: Remainder = { rest: text.trim(), fence: undefined }; left.rest !== ""; ) {
    const { part, after } = takePart(left, max);
    parts.push(part);
    left = after;
  }
  return parts;
}

/** The first part of {@link splitText}, without cutting the others. */
export function takeFirstPart(text: string, max: number): string {
  return takePart({ rest: text.trim(), fence: undefined }, max).part;
}

/** The line that opened the code block in which a text ends; undefined outside of code. */
export function openingAtEnd(text: string): string | undefined {
  return fenceAfter(text, undefined)?.opening;
}

function takePart({ rest, fence }: Remainder, max: number): { part: string; after: Remainder } {
  const head = fence === undefined ? "" : `${fence.opening}\n`;
  if (head.length + rest.length <= max) return { part: head + rest, after: { rest: "", fence: undefined } };
  // Room for the closing marks of a fence that is open at the cut.
  const room = max - head.length - longestMarks(rest.slice(0, max), fence) - 1;
  // Never 0: at least 200 characters leave room.
  const cut = Math.max(1, cutAt(rest.slice(0, room), fence));
  const body = rest.slice(0, cut);
  const open = fenceAfter(body, fence);
  return {
    part: head + body.trimEnd() + (open === undefined ? "" : `\n${open.marks}`),
    after: {
      rest: open === undefined ? rest.slice(cut).trimStart() : rest.slice(cut).replace(/^\n/, ""),
      fence: open,
    },
  };
}

/** Where the part ends: after a paragraph, else a line, else a word, else a visible character. */
function cutAt(window: string, fence: Fence | undefined): number {
  const least = Math.floor(window.length * FILL);
  const paragraph = window.lastIndexOf("\n\n");
  if (paragraph >= least && fenceAfter(window.slice(0, paragraph), fence) === undefined) return paragraph;
  const line = window.lastIndexOf("\n");
  if (line >= least) return line;
  const word = window.lastIndexOf(" ");
  if (word >= least) return word + 1;
  return graphemeBoundary(window);
}

function graphemeBoundary(window: string): number {
  const from = Math.max(0, window.length - GRAPHEME_WINDOW);
  const last = [...segmenter.segment(window.slice(from))].at(-1);
  // The last one may continue behind the window.
  const boundary = from + (last?.index ?? 0);
  if (boundary > from) return boundary;
  const isPair = /[\uD800-\uDBFF]$/.test(window);
  return window.length - (isPair ? 1 : 0);
}

/** The fence that is open at the end of `body`. */
function fenceAfter(body: string, before: Fence | undefined): Fence | undefined {
  let open = before;
  for (const [, marks = "", info = ""] of body.matchAll(FENCE)) {
    if (open === undefined) open = { marks, opening: marks + (info.length > INFO_MAX_CHARS ? "" : info) };
    else if (marks.startsWith(open.marks) && info.trim() === "") open = undefined;
  }
  return open;
}

function longestMarks(window: string, fence: Fence | undefined): number {
  let longest = fence?.marks.length ?? 0;
  for (const [, marks = ""] of window.matchAll(FENCE)) longest = Math.max(longest, marks.length);
  return longest;
}
