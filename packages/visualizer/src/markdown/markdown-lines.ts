/**
 * Draws the Markdown of agents for a terminal: headings, lists, quotes, code, tables and links, wrapped at the width. Pure
 * and in linear time. Guarantees: where a link leads is always written beside it; nothing in the text brings an escape
 * sequence, also not one that is written as an entity. Never for text that a person decides about (decision 64).
 */
import { cleanText } from "@tinyagi/contracts/clean-text";
import createParser, { type Token } from "markdown-it";
import { join, type Marks, paint, type Text, widthOf, wrapStyled } from "../text/index.js";
import { inlineLines } from "./markdown-inline.js";
import { tableLines } from "./markdown-table.js";

export interface MarkdownDrawing {
  /** That a line may take; infinite: nothing is wrapped. */
  readonly columns: number;
  readonly marks: Marks;
  /** Whether styles can be seen; if not, the marks of code stay. */
  readonly hasStyles: boolean;
}

/** Narrower than this, a line says nothing. */
const NARROWEST = 10;
const RULE_WIDEST = 40;
const CODE_INDENT = "  ";
/**
 * HTML is text, and addresses in prose stay as they are: terminals recognise them. So are definitions of links: a list of
 * sources would vanish.
 */
const parser = createParser({ html: false, linkify: false }).disable("reference");
const withoutTables = createParser({ html: false, linkify: false }).disable(["reference", "table"]);
/** Of a wider table, each short row would become as many cells as its head has. */
const CELLS_MAX = 50;

/** The text as lines. */
export function markdownLines(text: string, drawing: MarkdownDrawing): Text[] {
  const page = createPage(drawing);
  const clean = cleanText(text).replaceAll("\t", "    ");
  const reader = clean.split("\n").some(isWide) ? withoutTables : parser;
  for (const token of reader.parse(clean, {})) drawBlock(token, page);
  return page.lines;
}

function isWide(line: string): boolean {
  const cells = line.trim().split("|");
  return cells.length - (cells[0] === "" ? 1 : 0) - (cells.at(-1) === "" ? 1 : 0) > CELLS_MAX;
}

/** What stands before the lines of a list item or a quotation. */
interface Lead {
  readonly first: string;
  readonly rest: string;
  isUsed: boolean;
}

interface Page extends MarkdownDrawing {
  readonly lines: Text[];
  readonly leads: Lead[];
  /** The next number of each open list; undefined for bullets. */
  readonly lists: (number | undefined)[];
  /** Cells of the open table. */
  readonly rows: Text[][];
  /** An empty line comes before the next line. */
  isApart: boolean;
  isHeading: boolean;
  readonly room: () => number;
  readonly put: (lines: readonly Text[]) => void;
  readonly push: (lead: Omit<Lead, "isUsed">) => void;
}

function createPage(drawing: MarkdownDrawing): Page {
  const leads: Lead[] = [];
  const width = (): number => leads.reduce((sum, { rest }) => sum + widthOf(rest), 0);
  const page: Page = {
    ...drawing,
    lines: [],
    leads,
    lists: [],
    rows: [],
    isApart: false,
    isHeading: false,
    room: () => Math.max(NARROWEST, drawing.columns - width()),
    push: ({ first, rest }) => {
      // Deep inside, the words need the room.
      const fits = width() + widthOf(rest) <= drawing.columns / 2;
      leads.push(fits ? { first, rest, isUsed: false } : { first: "", rest: "", isUsed: false });
    },
    put: (lines) => {
      if (page.isApart && page.lines.length > 0) {
        const begun = leads.filter(({ isUsed }) => isUsed).map(({ rest }) => rest);
        page.lines.push(begun.join("").trimEnd());
      }
      page.isApart = false;
      for (const line of lines)
        page.lines.push(line === "" ? formatLead(leads).trimEnd() : lead(leads, line));
    },
  };
  return page;
}

function lead(leads: Lead[], line: Text): Text {
  const before = formatLead(leads);
  return before === "" ? line : join([paint("dim", before), line]);
}

function formatLead(leads: Lead[]): string {
  return leads
    .map((one) => {
      const text = one.isUsed ? one.rest : one.first;
      one.isUsed = true;
      return text;
    })
    .join("");
}

function drawBlock(token: Token, page: Page): void {
  switch (token.type) {
    case "inline":
      drawInline(token, page);
      break;
    case "heading_open":
      page.isHeading = true;
      break;
    case "heading_close":
      page.isHeading = false;
      page.isApart = true;
      break;
    case "paragraph_close":
      // In a list without empty lines, paragraphs are hidden.
      page.isApart = !token.hidden;
      break;
    case "fence":
    case "code_block":
      drawCode(token, page);
      break;
    case "hr":
      page.put([paint("dim", page.marks.rule.repeat(Math.min(RULE_WIDEST, page.room())))]);
      page.isApart = true;
      break;
    case "tr_open":
      page.rows.push([]);
      break;
    case "table_close":
      page.put(tableLines(page.rows.splice(0), page.room()));
      page.isApart = true;
      break;
    default:
      drawAround(token, page);
  }
}

/** Lists and quotations: what is around other blocks. */
function drawAround(token: Token, page: Page): void {
  const { marks, leads, lists } = page;
  switch (token.type) {
    case "ordered_list_open":
      lists.push(Number(token.attrGet("start") ?? 1));
      break;
    case "bullet_list_open":
      lists.push(undefined);
      break;
    case "ordered_list_close":
    case "bullet_list_close":
      lists.pop();
      page.isApart = page.isApart || lists.length === 0;
      break;
    case "list_item_open": {
      const number = lists.at(-1);
      if (number !== undefined) lists[lists.length - 1] = number + 1;
      const first = number === undefined ? `${marks.bullet} ` : `${number}. `;
      page.push({ first, rest: " ".repeat(widthOf(first)) });
      break;
    }
    case "blockquote_open":
      page.push({ first: marks.trunk.trim() === "" ? "> " : marks.trunk, rest: marks.trunk });
      break;
    case "list_item_close":
      // An item without words is an item.
      if (leads.at(-1)?.isUsed === false) page.put([" "]);
      leads.pop();
      break;
    case "blockquote_close":
      leads.pop();
      page.isApart = true;
      break;
    default:
  }
}

/** What stands beside the fence is drawn, too: nothing that an agent wrote is left out. */
function drawCode({ content, info }: Token, page: Page): void {
  const beside = cleanText(info).trim();
  const lines = content.replace(/\n$/, "").split("\n");
  if (beside !== "") page.put([join([CODE_INDENT, paint("dim", beside)])]);
  // Never wrapped: people copy it.
  page.put(lines.map((line) => (line === "" ? "" : join([CODE_INDENT, paint("cyan", line)]))));
  page.isApart = true;
}

function drawInline(token: Token, page: Page): void {
  const { hasStyles, isHeading } = page;
  const lines = inlineLines(token.children ?? [], { hasStyles, isHeading });
  const row = page.rows.at(-1);
  if (row !== undefined) {
    row.push(join(lines.flatMap((line, at) => (at === 0 ? [line] : [" ", line]))));
    return;
  }
  page.put(lines.flatMap((line) => wrapStyled(line, page.room())));
}
