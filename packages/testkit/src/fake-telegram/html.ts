/** Reads the HTML that Telegram allows, and refuses everything else as Telegram does. */

const TAGS: ReadonlySet<string> = new Set([
  "b",
  "strong",
  "i",
  "em",
  "u",
  "s",
  "code",
  "pre",
  "a",
  "blockquote",
]);
const PIECE =
  /<(\/?)([a-zA-Z]+)((?:\s+[a-z]+(?:-[a-z]+)?="[^"<>]*")*)\s*>|&(lt|gt|amp|quot);|([<>&])|([^<>&]+)/g;
const CHARACTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** @returns the text as people see it, or why it is refused */
export function readHtml(html: string): { text: string } | { error: string } {
  const open: string[] = [];
  let text = "";
  for (const [, slash, name, , entity, stray, plain] of html.matchAll(PIECE)) {
    if (plain !== undefined) text += plain;
    else if (entity !== undefined) text += CHARACTERS[entity];
    // A lone & is text; < is not.
    else if (stray !== undefined && stray !== "<") text += stray;
    else if (stray !== undefined) return { error: "can't parse entities: unexpected start of a tag" };
    else if (name === undefined || !TAGS.has(name.toLowerCase()))
      return { error: `can't parse entities: unsupported start tag "${name}"` };
    else if (slash === "") open.push(name);
    else if (open.pop() !== name) return { error: `can't parse entities: unexpected end tag "${name}"` };
  }
  return open.length === 0
    ? { text }
    : { error: `can't parse entities: can't find end tag for "${open.at(-1)}"` };
}
