/** The words of a paragraph, a heading or a cell of an answer, with their styles. Pure. */
import { cleanText } from "@tinyagi/contracts/clean-text";
import type { Token } from "markdown-it";
import { join, paint, type Style, type Text } from "../text/index.js";

export interface InlineDrawing {
  /** Whether styles can be seen; if not, the marks of code stay, because a command must be told from the words around it. */
  readonly hasStyles: boolean;
  readonly isHeading: boolean;
}

const STYLES: Readonly<Record<string, Style>> = {
  strong_open: "bold",
  strong_close: "bold",
  em_open: "italic",
  em_close: "italic",
};

/** What was written so far. */
interface Words {
  readonly hasStyles: boolean;
  readonly lines: Text[][];
  readonly styles: Style[];
  /** Where each open link leads, and how much of its line came before it. */
  readonly links: { leads: string; begins: number }[];
  readonly put: (text: string, style?: Style) => void;
}

/** One line for each line that the text has. */
export function inlineLines(tokens: readonly Token[], { hasStyles, isHeading }: InlineDrawing): Text[] {
  const lines: Text[][] = [[]];
  const styles: Style[] = isHeading ? ["bold"] : [];
  const put: Words["put"] = (text, style = styles.at(-1)) => {
    const clean = cleanText(text).replaceAll("\n", " ");
    if (clean !== "") lines.at(-1)?.push(style === undefined ? clean : paint(style, clean));
  };
  const words: Words = { hasStyles, lines, styles, links: [], put };
  for (const token of tokens) draw(token, words);
  return lines.map((parts) => join(parts));
}

function draw(token: Token, words: Words): void {
  const { type, content, markup } = token;
  const { put, lines, hasStyles } = words;
  const style = STYLES[type];
  if (style !== undefined) turn(token, style, words);
  else if (type === "softbreak" || type === "hardbreak") lines.push([]);
  else if (type === "link_open" || type === "link_close") link(token, words);
  else if (type === "image") put(`${content === "" ? "" : `${content} `}(${target(token, "src")})`);
  else if (type === "code_inline" && hasStyles) put(content, "cyan");
  // No style strikes out: there the marks stay.
  else put(type === "code_inline" ? markup + content + markup : content || markup);
}

function turn({ nesting }: Token, style: Style, { styles }: Words): void {
  if (nesting > 0) styles.push(style);
  else styles.pop();
}

/** Words that look like an address may lead elsewhere: the address follows unless it is the same. */
function link(token: Token, words: Words): void {
  const { lines, links, put } = words;
  const line = lines.at(-1) ?? [];
  turn(token, "underline", words);
  if (token.nesting > 0) {
    links.push({ leads: target(token, "href"), begins: line.length });
    return;
  }
  const { leads = "", begins = 0 } = links.pop() ?? {};
  const shown = line.slice(begins).map(String).join("");
  // In brackets also without words before it: an address alone could be taken for words of TinyAGI.
  if (shown !== leads) put(`${shown === "" ? "" : " "}(${leads})`, "dim");
}

/** The address, and the title that a page would show beside it. */
function target(token: Token, attribute: "href" | "src"): string {
  const title = token.attrGet("title") ?? "";
  return `${token.attrGet(attribute) ?? ""}${title === "" ? "" : ` "${title}"`}`;
}
