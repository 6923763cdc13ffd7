/**
 * Turns the Markdown of agents into the format of a platform. The platform gives a dialect; the reading of Markdown is
 * here once. Never throws: a text that cannot be read is shown as it is.
 */
import { lexer, type Token, type Tokens } from "marked";

/** How a platform writes things. Each gets text that is already in the platform's format. */
export interface Dialect {
  /** Plain text: everything that means something to the platform is escaped. */
  readonly text: (text: string) => string;
  readonly bold: (inner: string) => string;
  readonly italic: (inner: string) => string;
  readonly strike: (inner: string) => string;
  /** Raw text. */
  readonly code: (raw: string) => string;
  /** Raw text. */
  readonly block: (raw: string, language: string) => string;
  readonly link: (inner: string, url: string) => string;
  readonly quote: (inner: string) => string;
}

/** Only these are links; everything else is shown as text. */
const SAFE_URL = /^(https?:\/\/|mailto:|tg:\/\/user\?id=\d+$)/i;

/**
 * No platform takes longer messages, so longer texts are cut before. The parser's time is quadratic in the length for some
 * texts: 0.1 s for 4,000 exclamation marks.
 */
const MARKDOWN_MAX_CHARS = 5_000;

/** A text of more than 5,000 characters becomes plain text. */
export function renderMarkdown(markdown: string, dialect: Dialect): string {
  if (markdown.length > MARKDOWN_MAX_CHARS) return dialect.text(markdown);
  try {
    return blocks(lexer(markdown, { gfm: true }), dialect).trim();
  } catch {
    // Nested a thousand levels deep: nobody reads that as a list.
    return dialect.text(markdown);
  }
}

function blocks(tokens: readonly Token[], dialect: Dialect): string {
  return tokens
    .map((token) => block(token, dialect))
    .filter((text) => text !== "")
    .join("\n\n");
}

function block(token: Token, dialect: Dialect): string {
  switch (token.type) {
    case "space":
    case "def":
      return "";
    case "heading":
      return dialect.bold(inline(token.tokens, dialect));
    case "code":
      return dialect.block(token.text, (token.lang ?? "").split(/\s/)[0] ?? "");
    case "blockquote":
      return dialect.quote(blocks(token.tokens ?? [], dialect));
    case "list":
      return list(token as Tokens.List, dialect, "");
    case "hr":
      return dialect.text("———");
    case "table":
      // Columns need a fixed width: as it was written, a table is readable.
      return dialect.block(token.raw.trim(), "");
    case "html":
      return dialect.text(token.raw.trim());
    default:
      return "tokens" in token && token.tokens !== undefined
        ? inline(token.tokens, dialect)
        : dialect.text(token.raw);
  }
}

function list({ items, ordered, start }: Tokens.List, dialect: Dialect, indent: string): string {
  return items
    .map((item, at) => {
      const box = item.task ? (item.checked === true ? "☑ " : "☐ ") : "";
      const mark = ordered ? `${Number(start === "" ? 1 : start) + at}. ` : box === "" ? "• " : "";
      const parts = item.tokens
        // `checkbox` is the mark itself.
        .filter(({ type }) => type !== "checkbox" && type !== "space")
        .map((token) =>
          token.type === "list" ? list(token as Tokens.List, dialect, `${indent}  `) : block(token, dialect),
        );
      return `${indent}${mark}${box}${parts.join("\n")}`;
    })
    .join("\n");
}

function inline(tokens: readonly Token[] | undefined, dialect: Dialect): string {
  return (tokens ?? []).map((token) => span(token, dialect)).join("");
}

function span(token: Token, dialect: Dialect): string {
  switch (token.type) {
    case "strong":
      return dialect.bold(inline(token.tokens, dialect));
    case "em":
      return dialect.italic(inline(token.tokens, dialect));
    case "del":
      return dialect.strike(inline(token.tokens, dialect));
    case "codespan":
      return dialect.code(token.text);
    case "br":
      return "\n";
    case "link":
      return SAFE_URL.test(token.href)
        ? dialect.link(inline(token.tokens, dialect), token.href)
        : dialect.text(token.raw);
    case "image":
      return SAFE_URL.test(token.href)
        ? dialect.link(dialect.text(token.text || token.href), token.href)
        : dialect.text(token.raw);
    case "escape":
      return dialect.text(token.text);
    case "text":
      return "tokens" in token && token.tokens !== undefined
        ? inline(token.tokens, dialect)
        : dialect.text(decoded(token.text));
    default:
      return dialect.text(token.raw);
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  "#39": "'",
  nbsp: "\u00a0",
};

/** The few entities that agents write. */
function decoded(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
