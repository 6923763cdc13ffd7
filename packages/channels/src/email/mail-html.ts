/** Markdown as the HTML part of a mail. Nothing in it is loaded from elsewhere. */
import type { ExactPart } from "@tinyagi/contracts";
import { type Dialect, renderMarkdown } from "../format/markdown.js";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Line feeds and rows of spaces are kept, also by programs that know no style. */
const PRE = '<pre style="white-space:pre-wrap;font-family:inherit;margin:0">';

const MAIL: Dialect = {
  text: escaped,
  bold: (inner) => `<b>${inner}</b>`,
  italic: (inner) => `<i>${inner}</i>`,
  strike: (inner) => `<s>${inner}</s>`,
  code: (raw) => `<code>${escaped(raw)}</code>`,
  block: (raw) => `<code>${escaped(raw)}</code>`,
  link: (inner, url) => `<a href="${escaped(url)}">${inner}</a>`,
  quote: (inner) => `<i>${inner}</i>`,
};

export function mailHtml(markdown: string): string {
  return framed(renderMarkdown(markdown, MAIL));
}

export function mailExactHtml(parts: readonly ExactPart[]): string {
  return framed(
    parts
      .map(({ kind, text }) =>
        kind === "words" || text === "" ? escaped(text) : `<code>${escaped(text)}</code>`,
      )
      .join(""),
  );
}

/** The first line feed in `pre` is not shown, so there is always one. */
function framed(html: string): string {
  return `${PRE}\n${html}</pre>`;
}
