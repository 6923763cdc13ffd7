/** Markdown in the HTML that Telegram reads: https://core.telegram.org/bots/api#html-style */
import { type Dialect, renderMarkdown } from "../format/markdown.js";

const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const TELEGRAM: Dialect = {
  text: escaped,
  bold: (inner) => `<b>${inner}</b>`,
  italic: (inner) => `<i>${inner}</i>`,
  strike: (inner) => `<s>${inner}</s>`,
  code: (raw) => `<code>${escaped(raw)}</code>`,
  block: (raw, language) =>
    /^[\w+#-]{1,30}$/.test(language)
      ? `<pre><code class="language-${language}">${escaped(raw)}</code></pre>`
      : `<pre>${escaped(raw)}</pre>`,
  link: (inner, url) => `<a href="${escaped(url)}">${inner}</a>`,
  // A quote inside a quote is not allowed.
  quote: (inner) => `<blockquote>${inner.replace(/<\/?blockquote>/g, "")}</blockquote>`,
};

export function telegramHtml(markdown: string): string {
  return renderMarkdown(markdown, TELEGRAM);
}
