/** Markdown as Discord reads it: https://support.discord.com/hc/articles/210298617 */
import { type Dialect, renderMarkdown } from "../format/markdown.js";

/** What would become a mark, a mention, a time stamp, or a hidden text. Underscores inside a word are only that. */
const MARKS = /[\\*~`|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[@#:/]|a:|t:|id:)/gu;
const LINE_START = /^([^\S\n\r\u2028\u2029]*)(#{1,3} |-# |>{1,3} )/gm;
const LANGUAGE = /^[\w+#-]{1,30}$/;

const escaped = (text: string): string => text.replace(MARKS, "\\$&").replace(LINE_START, "$1\\$2");

const DISCORD: Dialect = {
  text: escaped,
  bold: (inner) => `**${inner}**`,
  italic: (inner) => `*${inner}*`,
  strike: (inner) => `~~${inner}~~`,
  code,
  // A fence inside would end the block: an invisible character keeps its marks apart.
  block: (raw, language) =>
    `\`\`\`${LANGUAGE.test(language) ? language : ""}\n${raw.replaceAll("```", "`\u200b``")}\n\`\`\``,
  link,
  quote: (inner) => inner.replace(/^(?:> )*/gm, "> "),
};

export function discordMarkdown(markdown: string): string {
  return renderMarkdown(markdown, DISCORD);
}

function code(raw: string): string {
  if (!raw.includes("`")) return `\`${raw}\``;
  return `\`\` ${raw.replaceAll("``", "`\u200b`")} \`\``;
}

/** In angle brackets, so that no preview is fetched. */
function link(inner: string, url: string): string {
  const safe = url.replace(/[<>\s]/g, encodeURIComponent);
  if (!/^https?:/i.test(url)) return `${inner} (${escaped(url)})`;
  return inner === escaped(url) ? `<${safe}>` : `[${inner}](<${safe}>)`;
}
