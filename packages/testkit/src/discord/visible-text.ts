/** Discord's Markdown as people see it: without its marks. Enough of it to judge what a bot sends. */

const CODE = /```(?:[\w+-]+\n|\n)?([\s\S]*?)\n?```|(`+)([\s\S]+?)\2(?!`)/g;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

export function visibleText(content: string): string {
  let visible = "";
  let at = 0;
  for (const match of content.matchAll(CODE)) {
    visible += visibleProse(content.slice(at, match.index)) + (match[1] ?? match[3] ?? "");
    at = match.index + match[0].length;
  }
  return visible + visibleProse(content.slice(at));
}

function visibleProse(text: string): string {
  /** Escaped characters take no part in anything. */
  const kept: string[] = [];
  const masked = text.replace(ESCAPED, (_all, character: string) => {
    kept.push(character);
    return "\uE000";
  });
  const visible = masked
    .replace(/\|\|([\s\S]+?)\|\|/g, "[spoiler]")
    .replace(/\[([^\]\n]+)\]\(<?https?:[^)\s]+>?\)/g, "$1")
    .replace(/<(https?:[^>\s]+)>/g, "$1")
    .replace(/\*\*([\s\S]+?)\*\*/g, "$1")
    .replace(/__([\s\S]+?)__/g, "$1")
    .replace(/~~([\s\S]+?)~~/g, "$1")
    .replace(/(?<![\w*])\*(?!\s)([^*]+?)\*(?![\w*])/g, "$1")
    .replace(/(?<!\w)_(?!\s)([^_]+?)_(?!\w)/g, "$1")
    .replace(/^(?:#{1,3}|-#|>>>|>) /gm, "");
  return visible.replaceAll("\uE000", () => kept.shift() ?? "");
}
