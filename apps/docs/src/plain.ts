/** The pages as Markdown, for people who paste them and for programs that read them: https://llmstxt.org */
import type { Group } from "./sidebar.js";

const COMMENT_START = "<!--";
const COMMENT_END = "-->";
const SUMMARY_LENGTH = 200;

/** A page without its comments; links into `docs/` lose that folder, as the pages do. */
export function toPlain(text: string): string {
  return `${withoutComments(withoutFront(text))
    .replaceAll(/\]\(((?:\.\.\/){0,5})docs\//g, "]($1")
    .trim()}\n`;
}

/** @returns the first heading, without its marks */
export function titleOf(text: string): string | undefined {
  const line = toPlain(text)
    .split("\n")
    .find((candidate) => candidate.startsWith("# "));
  return line?.slice(2).replaceAll("`", "").trim();
}

/** @param readPlain the text of a page as {@link toPlain} gives it */
export function toIndex(
  groups: readonly Group[],
  about: string,
  readPlain: (file: string) => string,
): string {
  const parts = groups.map(({ text, entries }) => {
    const lines = entries.map((entry) => {
      const summary = summaryOf(readPlain(entry.file));
      return `- [${entry.text}](${entry.link.replace(/\/$/, "/index")}.md)${summary === "" ? "" : `: ${summary}`}`;
    });
    return `## ${text}\n\n${lines.join("\n")}\n`;
  });
  return `# TinyAGI\n\n> ${about}\n\nEach page is Markdown at the address below.\n\n${parts.join("\n")}`;
}

/** The first sentence of the first paragraph. */
function summaryOf(plain: string): string {
  const prose = plain.replaceAll(/^```[^\n]*\n[\s\S]*?^```$/gm, "");
  const paragraph = prose.split("\n\n").find((part) => /^[\p{L}`*[]/u.test(part)) ?? "";
  const text = paragraph
    .replaceAll("\n", " ")
    .replaceAll(/\[([^\][]{0,200})\]\([^()]{0,300}\)/g, "$1")
    .replaceAll("**", "");
  const end = text.search(/[.:](?: |$)/);
  return (end < 0 ? text : text.slice(0, end)).slice(0, SUMMARY_LENGTH);
}

function withoutFront(text: string): string {
  if (!text.startsWith("---\n")) return text;
  const end = text.indexOf("\n---\n", 3);
  return end < 0 ? text : text.slice(end + 5);
}

function withoutComments(text: string): string {
  let plain = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf(COMMENT_START, at);
    const end = start < 0 ? -1 : text.indexOf(COMMENT_END, start);
    if (end < 0) return plain + text.slice(at);
    plain += text.slice(at, start).replace(/\n$/, "");
    at = end + COMMENT_END.length;
  }
}
