/** Markdown in Slack's own format: https://docs.slack.dev/messaging/formatting-message-text */
import { type Dialect, renderMarkdown } from "../format/markdown.js";

/** Between two marks, it keeps Slack from reading them as one. People do not see it. */
const APART = "\u200b";
/** Slack has no escape for these. They count only at the edge of a word. */
const MARKS = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Begins a quote. */
const LINE_START = /^(?=&gt;)/gm;
/** Emoji, and `:` in a time or an address is none. */
const EMOJI = /:(?=[a-z0-9_+'-]+:)/g;

/** Nothing in it is a mention, a link or an address of everybody. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const SLACK: Dialect = {
  text: (text) =>
    escaped(text).replace(MARKS, `${APART}$&${APART}`).replace(EMOJI, `:${APART}`).replace(LINE_START, APART),
  bold: (inner) => marked("*", inner),
  italic: (inner) => marked("_", inner),
  strike: (inner) => marked("~", inner),
  code: (raw) => (raw.includes("`") || raw.trim() === "" ? SLACK.text(raw) : `\`${escaped(raw)}\``),
  block: (raw) => `\`\`\`\n${escaped(raw).replaceAll("```", `\`\`${APART}\``)}\n\`\`\``,
  link,
  quote: (inner) =>
    inner
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n"),
};

export function slackMrkdwn(markdown: string): string {
  return renderMarkdown(markdown, SLACK);
}

/** The text as people see it, without any mark of Slack. */
export function slackLiteral(text: string): string {
  return SLACK.text(text);
}

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

/** Text that looks like another address is shown beside it, so that nobody is led astray. */
function link(inner: string, url: string): string {
  const target = escaped(url).replaceAll("|", "%7C");
  if (!/^(?:https?:|mailto:)/i.test(url)) return `${inner} (${SLACK.text(url)})`;
  const isSame = inner === SLACK.text(url) || /[|>]/.test(inner);
  return isSame ? `<${target}>` : `<${target}|${inner}>`;
}
