/** The parameters of a statement, which `node:sqlite` does not tell. Pure. */

export interface Parameters {
  /** Without their first sign. */
  readonly names: ReadonlySet<string>;
  /** How many `?` there are. */
  readonly places: number;
}

/** Texts, names in quotes, comments, then parameters: whatever begins first at a place. */
const PARTS =
  /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|[@:$]([A-Za-z0-9_]+)|\?/g;

export function parametersOf(sql: string): Parameters {
  const names = new Set<string>();
  let places = 0;
  for (const [part, name] of sql.matchAll(PARTS)) {
    if (name !== undefined) names.add(name);
    if (part === "?") places += 1;
  }
  return { names, places };
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
