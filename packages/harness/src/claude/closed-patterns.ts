/**
 * Paths that close a folder to claude's own file tools but for a few folders in it. A rule that denies beats every
 * rule that allows, and no pattern of claude's (2.1.197) can be negated: `!…` and `[^…]` are taken literally. So the
 * rules name everything that is not open, with ranges of characters.
 */
import { relative, sep } from "node:path";

/** The first and the last character of a name; the ranges between them leave out `/`. */
const FIRST = "\u0001";
const LAST = "\uffff";

/** Names by which a path below the folder may go on; an empty map is an open folder. */
type Branches = Map<string, Branches>;

/**
 * Patterns for everything below `folder` except what lies in the `open` folders.
 *
 * @param open absolute paths; one outside of `folder` changes nothing
 */
export function closedPatterns(folder: string, open: readonly string[]): string[] {
  const root: Branches = new Map();
  for (const path of open) {
    const below = relative(folder, path);
    if (below === "") return [];
    if (below.split(sep)[0] !== "..") addBranch(root, below.split(sep));
  }
  return patternsOf(root, folder);
}

function addBranch(root: Branches, names: readonly string[]): void {
  let branches = root;
  for (const [index, name] of names.entries()) {
    const known = branches.get(name);
    // A folder that is open already stays open as a whole.
    if (known?.size === 0) return;
    const next: Branches = known ?? new Map();
    if (index === names.length - 1) next.clear();
    branches.set(name, next);
    branches = next;
  }
}

function patternsOf(branches: Branches, folder: string): string[] {
  if (branches.size === 0) return [`${folder}/**`];
  const names = [...branches.keys()];
  const inside = [...branches].flatMap(([name, below]) =>
    below.size === 0 ? [] : patternsOf(below, `${folder}/${name}`),
  );
  return [...otherNames(names).map((pattern) => `${folder}/${pattern}`), ...inside];
}

/** Patterns that match every name but these, whatever follows it. */
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

/** A class of all characters but these and `/`. claude compares without regard to case, so both cases are left out. */
function otherThan(characters: readonly string[]): string {
  const codes = [...characters.flatMap((one) => [one.toLowerCase(), one.toUpperCase()]), "/"]
    .map((one) => one.charCodeAt(0))
    .filter(unique)
    .sort((a, b) => a - b);
  const ranges: string[] = [];
  let from = FIRST.charCodeAt(0);
  for (const code of [...codes, LAST.charCodeAt(0) + 1]) {
    if (code > from) ranges.push(rangeOf(from, code - 1));
    from = code + 1;
  }
  return `[${ranges.join("")}]`;
}

function rangeOf(from: number, to: number): string {
  return from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`;
}

function escaped(code: number): string {
  const character = String.fromCharCode(code);
  return "\\]^-[".includes(character) ? `\\${character}` : character;
}
