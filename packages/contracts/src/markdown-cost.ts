/**
 * Whether a text may be read as Markdown. Every reader of CommonMark takes quadratic time for some texts (unclosed
 * comments, brackets without a partner, nested emphasis) and fails at deep nesting. A text that can cost more than a
 * moment is shown as it is. Linear in the text.
 */

/** Longer texts are shown as they are, even when they are harmless: drawing them would hold up the reader. */
export const MARKDOWN_MAX_CHARS = 60_000;
/** Quotes and lists that begin on one line, one within the other. Nobody writes so many; each is a level of recursion. */
const NESTED_MAX = 32;
/** Cells of one table: its reader fills up every row to the number of columns. */
const CELLS_MAX = 20_000;
/** Over all blocks. About half a second in the readers in use. */
const COST_MAX = 4_000_000;
/** A reader looks for the end of each comment or instruction through the whole block, and that is slower than a mark. */
const SCAN_COST = 4;

const MARKS = new Set("]*_~`");
const SCANNED = /<[!?]/g;
const CELL = new Set("|");
const CONTAINERS = new Set(">-+*.)");
/** What CommonMark takes for a blank line; `trim` would take more. */
const BLANK = /^[ \t]*$/;
const BETWEEN = new Set(" \t0123456789");

export function isCheapMarkdown(text: string): boolean {
  if (text.length > MARKDOWN_MAX_CHARS) return false;
  let cost = 0;
  let block = EMPTY;
  for (const line of [...text.split(/\r\n|\r|\n/), ""]) {
    if (nestedIn(line) > NESTED_MAX) return false;
    if (!BLANK.test(line)) {
      block = withLine(block, line);
      continue;
    }
    cost += block.marks ** 2 + SCAN_COST * block.scans * block.chars;
    if (cost > COST_MAX || block.columns * block.lines > CELLS_MAX) return false;
    block = EMPTY;
  }
  return true;
}

interface Block {
  readonly chars: number;
  readonly marks: number;
  /** Beginnings of comments and instructions. */
  readonly scans: number;
  readonly lines: number;
  /** Most cells of one line. */
  readonly columns: number;
}

const EMPTY: Block = { chars: 0, marks: 0, scans: 0, lines: 0, columns: 0 };

function withLine(block: Block, line: string): Block {
  return {
    chars: block.chars + line.length,
    marks: block.marks + count(line, MARKS),
    scans: block.scans + (line.match(SCANNED)?.length ?? 0),
    lines: block.lines + 1,
    columns: Math.max(block.columns, count(line, CELL)),
  };
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

function count(line: string, wanted: ReadonlySet<string>): number {
  let found = 0;
  for (const character of line) if (wanted.has(character)) found += 1;
  return found;
}
