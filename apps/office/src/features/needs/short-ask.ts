/**
 * What a compact card shows of a request. It may be decided there only if the card shows all of it: a reader who does
 * not get all must not approve. Pure.
 */
import { literalLine } from "@tinyagi/contracts/literal-text";
import { askTitle } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";

/**
 * Half-width columns that keep a card compact: about one line of its title, and two lines of what is below. How they wrap
 * depends on the words and the window, so nothing of them is cut.
 */
const TITLE_COLUMNS = 36;
const PROSE_COLUMNS = 80;
const CODE_COLUMNS = 66;
/** The row of buttons, in pixels: what is around a name, a column of it, the button to write, and all of them. */
const BUTTON = { around: 28, column: 7, write: 64, row: 326 } as const;

export interface ShortAsk {
  title: string;
  /** Undefined: the title says all, and may take two lines. */
  line: string | undefined;
  isCode: boolean;
  /** Whether nothing of it is cut, and each answer has its button. */
  isWhole: boolean;
}

/** The card cuts it earlier. */
const LINE_MAX = 160;

type Asked = Pick<Approval, "title" | "detail" | "kind" | "permission" | "options" | "estimate"> &
  Pick<Approval, "estimateUnreadable">;

export function shortAsk(approval: Asked): ShortAsk {
  const { detail, kind, permission, options = [], estimate, estimateUnreadable } = approval;
  const title = askTitle(approval, words.views);
  const all = permission === undefined ? detail : permissionLine(permission);
  const line = all === undefined || all === "" || all === approval.title ? undefined : literalLine(all);
  const isCode = kind !== "question" && kind !== "budget";
  const most = line === undefined ? 2 * TITLE_COLUMNS : TITLE_COLUMNS;
  const fits =
    all !== undefined &&
    !/[\n\r]/.test(all) &&
    columnsOf(title) <= most &&
    columnsOf(line ?? "") <= (isCode ? CODE_COLUMNS : PROSE_COLUMNS) &&
    fitsRow(options);
  const shown = line === undefined ? undefined : fits ? line : oneLine(all ?? "", LINE_MAX);
  return {
    title,
    line: shown,
    isCode,
    isWhole: fits && estimate === undefined && estimateUnreadable !== true,
  };
}

/** All of it on one line; undefined if there is more than a tool and its command. */
function permissionLine({ tool, command, ...more }: NonNullable<Approval["permission"]>): string | undefined {
  const isMore = Object.values(more).some((value) => value !== undefined && !isEmpty(value));
  if (isMore) return undefined;
  return command === undefined ? tool : `${tool}: ${command}`;
}

function isEmpty(value: object | string): boolean {
  return Object.keys(value).length === 0;
}

function fitsRow(options: readonly string[]): boolean {
  const widths = options.map((option) => BUTTON.around + BUTTON.column * columnsOf(literalLine(option)));
  return BUTTON.write + widths.reduce((sum, width) => sum + width, 0) <= BUTTON.row;
}

/** Chinese characters are twice as wide. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += (char.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
  return columns;
}
