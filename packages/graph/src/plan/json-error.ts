/**
 * Where a text stops being JSON, and what should be there. Iterative and linear; it repeats nothing of the text. It passes
 * over what `repairJson` repairs, so that the error it names is the one that matters.
 */

export interface JsonError {
  /** Index of the first character that does not fit; the length of the text when it is cut off. */
  offset: number;
  /** What should be there: `"," or "}"`. */
  expected: string;
  isCutOff: boolean;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\p{Cc}]|[\t\n\r])*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})(?:[^"\\\p{Cc}]|[\t\n\r])*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** What may come next. */
const EXPECTED = {
  value: "a value",
  item: 'a value or "]"',
  key: 'a name in quotes or "}"',
  colon: '":"',
  afterItem: '"," or "]"',
  afterField: '"," or "}"',
} as const;
type State = keyof typeof EXPECTED;

/** @returns the first error of the value that starts at `start`, or `undefined` when it is whole; what follows it is not looked at */
export function findJsonError(text: string, start: number): JsonError | undefined {
  const open: ("{" | "[")[] = [];
  let state: State = "value";
  let at = start;
  for (;;) {
    at = getEnd(SPACE, text, at) ?? at;
    const next = step(text, at, { state, open });
    if (next === undefined) {
      return { offset: at, expected: EXPECTED[state], isCutOff: at >= text.length || isOpenString(text, at) };
    }
    at = next.at;
    if (next.state === "closed") {
      const above = open.at(-1);
      if (above === undefined) return undefined;
      state = above === "{" ? "afterField" : "afterItem";
    } else state = next.state;
  }
}

interface Step {
  at: number;
  /** `closed` after a whole value. */
  state: State | "closed";
}

function step(text: string, at: number, where: { state: State; open: ("{" | "[")[] }): Step | undefined {
  const { state, open } = where;
  const c = text[at];
  if (state === "colon") return c === ":" ? { at: at + 1, state: "value" } : undefined;
  if (c === "," && state === "afterItem") return { at: at + 1, state: "item" };
  if (c === "," && state === "afterField") return { at: at + 1, state: "key" };
  const closes = { item: "]", afterItem: "]", key: "}", afterField: "}" } as const;
  if (c !== undefined && state in closes && c === closes[state as keyof typeof closes]) {
    open.pop();
    return { at: at + 1, state: "closed" };
  }
  if (state === "afterItem" || state === "afterField") return undefined;
  const isKey = state === "key";
  if (!isKey && (c === "{" || c === "[")) {
    open.push(c);
    return { at: at + 1, state: c === "{" ? "key" : "item" };
  }
  if (isKey && c !== '"') return undefined;
  const end = getEnd(SCALAR, text, at);
  return end === undefined ? undefined : { at: end, state: isKey ? "colon" : "closed" };
}

function getEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Whether a text in quotes begins here that never ends. */
function isOpenString(text: string, at: number): boolean {
  if (text[at] !== '"') return false;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return false;
  }
  return true;
}

/** Line and column of an index, both from 1. */
export function resolvePlace(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
