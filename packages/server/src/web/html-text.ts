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
  "head",
  "iframe",
]);
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
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    const end = open < 0 ? html.length : open;
    text += decoded(html.slice(at, end));
    if (open < 0) break;
    const close = tagEnd(html, open);
    // What never ends is no tag.
    if (close < 0) break;
    const name = nameOf(html.slice(open + 1, open + 1 + NAME_MAX_CHARS));
    const opens = html.charAt(open + 1) !== "/" && html.charAt(close - 1) !== "/";
    if (BLOCKS.has(name)) text += "\n";
    at = SKIPPED.has(name) && opens ? contentEnd(html, close + 1, name) : close + 1;
  }
  return tidy(text);
}

/** Where a tag or a comment ends; -1 when it does not. */
function tagEnd(html: string, open: number): number {
  if (!html.startsWith("<!--", open)) return html.indexOf(">", open);
  const end = html.indexOf("-->", open + 4);
  return end < 0 ? -1 : end + 2;
}

/** Where `</name` is: what is between is no HTML. The end of the text when it is nowhere. */
function contentEnd(html: string, from: number, name: string): number {
  for (let at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2))
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  return html.length;
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
  const value = end > 0 ? entityOf(part.slice(0, end)) : undefined;
  return value === undefined ? `&${part}` : value + part.slice(end + 1);
}

function entityOf(name: string): string | undefined {
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
