/** Markdown in the few marks that WhatsApp knows: https://faq.whatsapp.com/539178204879377 */
import { type Dialect, renderMarkdown } from "@tinyagi/channels";

/** Between two marks, it keeps WhatsApp from reading them as one. People do not see it. */
const APART = "\u200b";

const WHATSAPP: Dialect = {
  // There is no way to escape a mark. A text that looks like one is shown as one.
  text: (text) => text,
  bold: (inner) => marked("*", inner),
  italic: (inner) => marked("_", inner),
  strike: (inner) => marked("~", inner),
  code: (raw) => (raw.includes("`") ? raw : `\`${raw}\``),
  block: (raw) => `\`\`\`\n${raw.replaceAll("```", `\`\`${APART}\``)}\n\`\`\``,
  link: (inner, url) => (inner === url ? url : `${inner} (${url})`),
  quote: (inner) =>
    inner
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n"),
};

/** A mark counts only within one line, and only next to a letter. */
function marked(mark: string, inner: string): string {
  return inner
    .split("\n")
    .map((line) => {
      const text = line.trim();
      return text === "" ? line : line.replace(text, () => `${mark}${text}${mark}`);
    })
    .join("\n");
}

export function whatsAppText(markdown: string): string {
  return renderMarkdown(markdown, WHATSAPP);
}
