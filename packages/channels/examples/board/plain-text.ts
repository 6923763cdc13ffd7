/** Markdown as Board shows it: Board knows no format, so the marks are left out. */
import { type Dialect, renderMarkdown } from "@tinyagi/channels";

const same = (text: string): string => text;

const PLAIN: Dialect = {
  text: same,
  bold: same,
  italic: same,
  strike: same,
  code: same,
  block: same,
  link: (text, url) => (text === url ? url : `${text} (${url})`),
  quote: (text) => text.replace(/^/gm, "> "),
};

/** A text of marks alone, such as the definition of a link, is shown as it was written. */
export function plainText(markdown: string): string {
  const text = renderMarkdown(markdown, PLAIN);
  return text === "" ? markdown : text;
}
