/**
 * Patterns that close a folder to claude's own file tools, except for some folders inside it. Pure. In claude (2.1.197)
 * a deny rule overrides every allow rule, and patterns cannot be negated: it reads `!…` and `[^…]` literally. So these
 * patterns list everything that is not open, with ranges of characters.
 */
import { relative, sep } from "node:path";

/** The first and last character that a name can contain. The ranges between them skip `/`. */
const FIRST = "\u0001";
const LAST = "\uffff";

/** A tree of the names that lead to open folders. An empty map is an open folder. */
type Branches = Map<string, Branches>;

/**
 * Returns patterns for everything below `folder`, except for the contents of the `open` folders.
 *
 * @param open absolute paths; paths outside `folder` have no effect
 */
export function closedPatterns(folder: string, open: readonly string[]): string[] {
  const root: Branches = new Map();
  for (const path of open) {
    const below = relative(folder, path);
    if (below === "") return [];
    if (below.split(sep)[0] !== "..") addBranch(root, below.split(sep));
  }
  return toPatterns(root, folder);
}

function addBranch(root: Branches, names: readonly string[]): void {
  let branches = root;
  for (const [index, name] of names.entries()) {
    const known = branches.get(name);
    // A parent folder is already open, so this one is too.
    if (known?.size === 0) return;
    const next: Branches = known ?? new Map();
    if (index === names.length - 1) next.clear();
    branches.set(name, next);
    branches = next;
  }
}

function toPatterns(branches: Branches, folder: string): string[] {
  if (branches.size === 0) return [`${folder}/**`];
  const names = [...branches.keys()];
  const inside = [...branches].flatMap(([name, below]) =>
    below.size === 0 ? [] : toPatterns(below, `${folder}/${name}`),
  );
  return [...otherNames(names).map((pattern) => `${folder}/${pattern}`), ...inside];
}

/** Patterns that match every name except these. */
function otherNames(names: readonly string[]): string[] {
  const beginnings = new Set(names.flatMap((name) => Array.from(name, (_, length) => name.slice(0, length))));
  const isName = (text: string) => names.includes(text);
  return [...beginnings, ...names].filter(unique).flatMap((begin) => {
    const next = names.filter((name) => name.length > begin.length && name.startsWith(begin));
    const other = `${begin}${otherThan(next.map((name) => name.charAt(begin.length)))}*`;
    return begin === "" || isName(begin) ? [other] : [begin, other];
  });
}

function unique<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}

/** A class of all characters except these and `/`. claude ignores case, so the class excludes both cases of a letter. */
function otherThan(characters: readonly string[]): string {
  const codes = [...characters.flatMap((one) => [one.toLowerCase(), one.toUpperCase()]), "/"]
    .map((one) => one.charCodeAt(0))
    .filter(unique)
    .sort((a, b) => a - b);
  const ranges: string[] = [];
  let from = FIRST.charCodeAt(0);
  for (const code of [...codes, LAST.charCodeAt(0) + 1]) {
    if (code > from) ranges.push(toRange(from, code - 1));
    from = code + 1;
  }
  return `[${ranges.join("")}]`;
}

function toRange(from: number, to: number): string {
  return from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`;
}

function escaped(code: number): string {
  const character = String.fromCharCode(code);
  return "\\]^-[".includes(character) ? `\\${character}` : character;
}
