/** A mail in HTML as text. Nothing is loaded or run, and a link shows its address. */
import { convert } from "html-to-text";

/** The rest of a longer mail is left out. */
const HTML_MAX_CHARS = 500_000;

export function textOfHtml(html: string): string {
  return convert(html.slice(0, HTML_MAX_CHARS), {
    wordwrap: false,
    limits: { maxInputLength: HTML_MAX_CHARS, maxDepth: 100, maxChildNodes: 5_000, ellipsis: "…" },
    selectors: [
      { selector: "img", format: "skip" },
      { selector: "style", format: "skip" },
      { selector: "script", format: "skip" },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  });
}
