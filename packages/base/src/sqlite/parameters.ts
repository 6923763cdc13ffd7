/** The parameters of a statement, which `node:sqlite` does not tell. Pure, and one pass over the text. */

export interface Parameters {
  /** Without their first sign. */
  readonly names: ReadonlySet<string>;
  /** How many `?` there are. */
  readonly places: number;
}

/** What holds no parameters: texts, names in quotes, comments. */
const CLOSED = [
  ["'", "'"],
  ['"', '"'],
  ["`", "`"],
  ["[", "]"],
  ["--", "\n"],
  ["/*", "*/"],
] as const;
const SIGNS = "@:$";
const NAME = /[A-Za-z0-9_]+/y;

export function parametersOf(sql: string): Parameters {
  const names = new Set<string>();
  let places = 0;
  for (let at = 0; at < sql.length; ) {
    const after = afterClosed(sql, at);
    if (after !== undefined) {
      at = after;
      continue;
    }
    const sign = sql.charAt(at);
    at += 1;
    if (sign === "?") places += 1;
    if (!SIGNS.includes(sign)) continue;
    NAME.lastIndex = at;
    const [name = ""] = NAME.exec(sql) ?? [];
    if (name !== "") names.add(name);
    at += name.length;
  }
  return { names, places };
}

/** Where it ends, if one begins here. */
function afterClosed(sql: string, at: number): number | undefined {
  const found = CLOSED.find(([open]) => sql.startsWith(open, at));
  if (found === undefined) return undefined;
  const [open, close] = found;
  const end = sql.indexOf(close, at + open.length);
  return end === -1 ? sql.length : end + close.length;
}

/** @throws RangeError with the words of better-sqlite3, when a value is missing or there is one too many */
export function checkGiven({ names, places }: Parameters, given: { named: object[]; count: number }): void {
  for (const name of names)
    if (!given.named.some((fields) => Object.hasOwn(fields, name)))
      throw given.named.length === 0
        ? new TypeError("Missing named parameters")
        : new RangeError(`Missing named parameter "${name}"`);
  if (given.count < places) throw new RangeError("Too few parameter values were provided");
  if (given.count > places) throw new RangeError("Too many parameter values were provided");
}
