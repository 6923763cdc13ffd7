/** The title of a text: what a list, a card and a chat call it. One rule for every client. Pure, linear, without Node built-ins. */
import { cleanLine } from "./clean-text.js";
import { readFileLine } from "./file-line.js";
import { withoutTaskTags } from "./shown-text.js";

/** Characters of a title. */
export const TITLE_MAX = 120;
/** A text is looked at so far: a title is at its beginning. */
const LOOKED_AT = 4_000;
const NAMES = /^(?:@[\w-]+[:,]?\s+)+/;
const MARKUP = /^[#>*\s-]+|\*\*|`+/g;

/**
 * The first line with words, without markup, the names that it starts with, the tag of its task and the paths of files.
 * Empty for a text without words.
 */
export function toTitle(text: string): string {
  const start = withoutTaskTags(text.slice(0, LOOKED_AT).trimStart());
  for (const line of start.replace(NAMES, "").split("\n")) {
    const title = cleanLine(shownLine(line).replace(MARKUP, ""));
    if (title !== "") return cut(title);
  }
  // Only names: they are all there is.
  return cut(cleanLine(start));
}

/** A line that names a file, as the name that a person knows it by. */
function shownLine(line: string): string {
  const file = readFileLine(line);
  return file === undefined ? line : (file.name ?? file.path.split(/[/\\]/).at(-1) ?? "");
}

function cut(title: string): string {
  const letters = Array.from(title);
  return letters.length <= TITLE_MAX ? title : `${letters.slice(0, TITLE_MAX - 1).join("")}…`;
}
