/** How deep JSON is nested, found in one pass over its text: who reads it deeper would run out of stack. */

/** Of an entry. No schema of this package needs more than a fraction of the stack for it. */
export const MAX_DEPTH = 200;

export function isTooDeep(json: string, max = MAX_DEPTH): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (char === '"') at = endOfString(json, at);
    else if (char === "[" || char === "{") depth += 1;
    else if (char === "]" || char === "}") depth -= 1;
    if (depth > max) return true;
  }
  return false;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}
