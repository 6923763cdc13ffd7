/**
 * Whether a text may be read as Markdown. Every reader of CommonMark takes quadratic time for some texts (unclosed
 * comments, brackets without a partner, nested emphasis) and fails at deep nesting. A text that can cost more than a
 * moment is shown as it is. Linear in the text.
 */

/** Longer texts are shown as they are, even when they are harmless: drawing them would hold up the reader. */
export const MARKDOWN_MAX_CHARS = 60_000;
/** Quotes and lists that begin on one line, one within the other. Nobody writes so many; each is a level of recursion. */
const NESTED_MAX = 32;
/** Sum over all blocks of the square of their marks. About half a second in the readers in use. */
const COST_MAX = 4_000_000;

const MARKS = new Set("]<*_~`");
const CONTAINERS = new Set(">-+*.)");
const BETWEEN = new Set(" \t0123456789");

export function isCheapMarkdown(text: string): boolean {
  if (text.length > MARKDOWN_MAX_CHARS) return false;
  let cost = 0;
  let marks = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (nestedIn(line) > NESTED_MAX) return false;
    if (line.trim() !== "") {
      marks += marksIn(line);
      continue;
    }
    cost += marks * marks;
    marks = 0;
  }
  return cost + marks * marks <= COST_MAX;
}

/** Marks of quotes and lists before the first word of the line. */
function nestedIn(line: string): number {
  let found = 0;
  for (const character of line) {
    if (CONTAINERS.has(character)) found += 1;
    else if (!BETWEEN.has(character)) break;
  }
  return found;
}

function marksIn(line: string): number {
  let found = 0;
  for (const character of line) if (MARKS.has(character)) found += 1;
  return found;
}
