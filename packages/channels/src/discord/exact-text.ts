/**
 * Exact parts for Discord, whose clients read Markdown in every message. A code block shows all characters but its own
 * fence, and drops blank lines at its ends; where that matters, every mark is escaped instead. No invisible character
 * keeps marks apart: a command that is copied must be the one that was shown. Pure.
 */
import type { ExactPart } from "@tinyagi/contracts";

/** Discord shows what follows a backslash, if it is neither a letter nor a digit nor white space. */
const MARK = /[!-/:-@[-`{-~]/g;

export function discordExact(parts: readonly ExactPart[]): string {
  return parts.map(({ kind, text }) => DRAW[kind](text)).join("");
}

const DRAW: Readonly<Record<ExactPart["kind"], (text: string) => string>> = {
  words: discordLiteral,
  code: (text) =>
    text === "" || text.includes("`") || text.trim() !== text ? discordLiteral(text) : `\`${text}\``,
  block: (text) =>
    text.includes("```") || hasBlankEnd(text) ? discordLiteral(text) : `\`\`\`\n${text}\n\`\`\``,
};

/** Whether the first or the last of several lines is blank. */
function hasBlankEnd(text: string): boolean {
  const lines = text.split("\n");
  return lines.length > 1 && [lines[0], lines.at(-1)].some((line) => line?.trim() === "");
}

/** The text as Discord shows it, without any of its marks. */
export function discordLiteral(text: string): string {
  return text.replace(MARK, "\\$&");
}
