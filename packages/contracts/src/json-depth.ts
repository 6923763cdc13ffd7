/**
 * How deep JSON of programs and models may nest. It can be parsed at any depth, but whoever walks it afterwards, as to write it
 * again, runs out of stack. Linear, and pure.
 */

/** Far deeper than tools nest what they are given, and far from the end of any stack. */
const NESTING_MAX = 200;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Whether a text that is JSON nests too deep. Of a text that is none, the answer means nothing. */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= NESTING_MAX) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isText && code === BACKSLASH) at += 1;
    else if (code === QUOTE) isText = !isText;
    else if (isText) continue;
    else if (OPENING.has(code)) {
      depth += 1;
      if (depth > NESTING_MAX) return true;
    } else if (CLOSING.has(code)) depth -= 1;
  }
  return false;
}
