/** What an agent writes, shown before it is whole: its tags read as they do in a finished answer. Pure. */

/** The beginning of a tag, for example `[@writer: ` or `[#dev: `. Names begin with a letter: other text is prose. */
const TAG = /\[([@#])(\p{L}[^[\]:\n]{0,99}):[ \t]*/uy;
/** A tag that is being written, up to its colon. */
const UNFINISHED = /\[(?:[@#](?:\p{L}[^[\]:\n]{0,99})?)?$/u;
const FENCE = /^[ \t]*(`{3,}|~{3,})/;

/** `[@writer: draft it]` becomes `→ @writer: draft it`, also before its end is there. Code stays as it is. */
export function withoutTags(text: string): string {
  if (!text.includes("[")) return text;
  let isCode = false;
  /** Brackets that are open inside of tags: whether each began a tag. */
  const open: boolean[] = [];
  const lines = text.split("\n").map((line) => {
    if (FENCE.test(line)) isCode = !isCode;
    return isCode ? line : shownLine(line, open);
  });
  return lines.join("\n").replace(UNFINISHED, "");
}

function shownLine(line: string, open: boolean[]): string {
  let shown = "";
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? "";
    TAG.lastIndex = at;
    const tag = char === "[" ? TAG.exec(line) : null;
    if (tag !== null) {
      const names = (tag[2] ?? "").split(",").map((name) => `${tag[1]}${name.trim().replace(/^[@#]/, "")}`);
      shown += `→ ${names.join(", ")}: `;
      at = TAG.lastIndex - 1;
      open.push(true);
    } else if (open.length > 0 && char === "[") {
      open.push(false);
      shown += char;
    } else if (char !== "]" || open.pop() !== true) shown += char;
  }
  return shown;
}
