/**
 * The text of an HTML page, for a model. Linear: each character is looked at a bounded number of times. It is no parser: what
 * it gets wrong makes the text ugly, never dangerous, because nothing is run or shown as HTML.
 */

/** Elements whose content is no text of the page. */
const SKIPPED: ReadonlySet<string> = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "svg",
  "title",
  "iframe",
]);
const CODE: ReadonlySet<string> = new Set(["script", "style"]);
/** Elements that begin a line. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...["p", "div", "br", "hr", "li", "tr", "section", "article", "header", "footer", "nav", "main", "aside"],
  ...[
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "pre",
    "blockquote",
    "form",
    "dt",
    "dd",
    "title",
  ],
]);
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...([
    ["amp", "&"],
    ["lt", "<"],
    ["gt", ">"],
    ["quot", '"'],
    ["apos", "'"],
    ["nbsp", " "],
  ] as const),
  ...([
    ["mdash", "—"],
    ["ndash", "–"],
    ["hellip", "…"],
    ["copy", "©"],
    ["euro", "€"],
  ] as const),
]);
const ENTITY_MAX_CHARS = 10;
const NAME = /^\/?([a-zA-Z][a-zA-Z0-9]{0,15})/;
const NAME_MAX_CHARS = 18;

export function htmlText(html: string): string {
  const ends = new Ends(html);
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    const end = open < 0 ? html.length : open;
    text += decoded(html.slice(at, end));
    if (open < 0) break;
    const close = ends.ofTag(open);
    // What never ends is no tag.
    if (close < 0) break;
    const name = nameOf(html.slice(open + 1, open + 1 + NAME_MAX_CHARS));
    const opens = html.charAt(open + 1) !== "/" && html.charAt(close - 1) !== "/";
    if (BLOCKS.has(name)) text += "\n";
    at = SKIPPED.has(name) && opens ? ends.ofContent(close + 1, name) : close + 1;
  }
  return tidy(text);
}

const COMMENT = "!--";

/** Finds ends. What ends nowhere is looked for only once, so that the whole stays linear. */
class Ends {
  readonly #html: string;
  readonly #endless = new Set<string>();

  constructor(html: string) {
    this.#html = html;
  }

  /** Where a tag or a comment ends; -1 when it does not. A comment without its end is a tag. */
  ofTag(open: number): number {
    const html = this.#html;
    if (html.startsWith(COMMENT, open + 1) && !this.#endless.has(COMMENT)) {
      // `<!-->` is a whole comment.
      const end = html.indexOf("-->", open + 2);
      if (end >= 0) return end + 2;
      this.#endless.add(COMMENT);
    }
    return html.indexOf(">", open);
  }

  /** Where `</name` is: what is between is no text. When it is nowhere, only code goes on to the end of the page. */
  ofContent(from: number, name: string): number {
    const html = this.#html;
    if (this.#endless.has(name)) return from;
    for (let at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2))
      if (nameOf(html.slice(at + 1, at + 1 + NAME_MAX_CHARS)) === name) return at;
    if (CODE.has(name)) return html.length;
    this.#endless.add(name);
    return from;
  }
}

function nameOf(start: string): string {
  return NAME.exec(start)?.[1]?.toLowerCase() ?? "";
}

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .split("&")
    .map((part, index) => (index === 0 ? part : withEntity(part)))
    .join("");
}

/** @param part what follows a `&` */
function withEntity(part: string): string {
  const end = part.slice(0, ENTITY_MAX_CHARS).indexOf(";");
  const value = end > 0 ? decodeEntity(part.slice(0, end)) : undefined;
  return value === undefined ? `&${part}` : value + part.slice(end + 1);
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES.get(name.toLowerCase());
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function tidy(text: string): string {
  const lines = text.split("\n").map((line) => line.split(/\s/).filter(Boolean).join(" "));
  return lines
    .filter((line, index) => line !== "" || (index > 0 && lines[index - 1] !== ""))
    .join("\n")
    .trim();
}
