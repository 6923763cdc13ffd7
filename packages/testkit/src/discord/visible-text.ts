/**
 * Discord's Markdown as people see it, read from left to right as its clients do: escapes, code, hidden texts, links,
 * mentions, and marks at the beginning of a line. What a client hides or replaces is not in the result.
 */

interface Rule {
  readonly pattern: RegExp;
  /** Whether it counts only at the beginning of a line. */
  readonly atLineStart?: true;
  readonly shown: (match: RegExpExecArray) => string;
}

const inner = (match: RegExpExecArray): string => visibleText(match[1] ?? "");

/** In the order in which clients try them. */
const RULES: readonly Rule[] = [
  { pattern: /\\([^0-9A-Za-z\s])/y, shown: ([, character = ""]) => character },
  // The first line is a language if it is one word. Blank lines at the ends are dropped.
  { pattern: /```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```/iy, shown: ([, code = ""]) => code },
  {
    pattern: /(`+)([\s\S]*?[^`])\1(?!`)/y,
    shown: ([, , code = ""]) => code.replace(/^ (?=.*`)|(?<=`.*) $/g, ""),
  },
  { pattern: /\|\|([\s\S]+?)\|\|/y, shown: () => "[spoiler]" },
  { pattern: /<(?:@[!&]?|#)\d+>/y, shown: () => "[mention]" },
  { pattern: /@(?:everyone|here)\b/y, shown: ([text]) => text },
  { pattern: /<a?:\w+:\d+>/y, shown: () => "[emoji]" },
  { pattern: /<t:-?\d+(?::[tTdDfFR])?>/y, shown: () => "[time]" },
  { pattern: /<\/[^>]+:\d+>|<id:\w+>/y, shown: () => "[command]" },
  { pattern: /\[([^\]\n]+)\]\(<?https?:[^)\s]+>?\)/y, shown: inner },
  { pattern: /<(https?:[^>\s]+)>/y, shown: ([, url = ""]) => url },
  { pattern: /\*\*([\s\S]+?)\*\*(?!\*)/y, shown: inner },
  { pattern: /__([\s\S]+?)__(?!_)/y, shown: inner },
  { pattern: /~~([\s\S]+?)~~/y, shown: inner },
  { pattern: /\*(?=\S)([^*]+?)\*(?!\*)/y, shown: inner },
  { pattern: /\b_([^_]+?)_\b/y, shown: inner },
  { pattern: /(?:#{1,3}|-#|>>>|>) +/y, atLineStart: true, shown: () => "" },
  { pattern: / *(?:[-*]|\d+\.) +(?=\S)/y, atLineStart: true, shown: () => "• " },
];

export function visibleText(content: string): string {
  let shown = "";
  for (let at = 0; at < content.length; ) {
    const found = ruleAt(content, at);
    shown += found?.shown ?? content[at];
    at = found?.end ?? at + 1;
  }
  return shown;
}

function ruleAt(content: string, at: number): { shown: string; end: number } | undefined {
  const isLineStart = at === 0 || content[at - 1] === "\n";
  for (const { pattern, atLineStart, shown } of RULES) {
    if (atLineStart === true && !isLineStart) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(content);
    if (match !== null) return { shown: shown(match), end: at + match[0].length };
  }
  return undefined;
}
