/**
 * Glob patterns from models: `*`, `?`, `[a-z]`, `**` for any folders, and `{a,b}`. Matching takes at most the length of the
 * pattern times the length of the path, whatever the pattern: a star that fails never looks back behind an earlier one.
 * Pure.
 */
import { AppError } from "@tinyagi/contracts";

/** Patterns that the braces of one pattern may stand for. */
const ALTERNATIVES_MAX = 64;
/** Characters of all of them together. */
const TOTAL_MAX_CHARS = 4_000;

/** A pattern that was read. */
export interface Glob {
  /** Whether a path relative to the workspace, with `/` between its parts, matches. */
  matches(path: string): boolean;
  /** Names of the folders that every match is in, from the workspace on. */
  readonly folders: readonly string[];
}

/** What stands between two `/`. */
interface Part {
  readonly written: string;
  readonly tokens: readonly string[];
}

/**
 * A pattern without a mark, such as `src`, also matches everything below it.
 *
 * @throws AppError `INVALID_INPUT` for braces that stand for too much
 */
export function readGlob(pattern: string): Glob {
  const all = expandBraces(pattern).map(toParts);
  const [only, ...others] = all;
  return {
    matches: (path) => {
      const names = path.split("/");
      return all.some((parts) => matchNames(parts, names) || isBelow(parts, names));
    },
    folders: only === undefined || others.length > 0 ? [] : leadingFolders(only),
  };
}

function toParts(pattern: string): Part[] {
  const written = pattern.split("/").filter((part) => part !== "" && part !== ".");
  return written.map((part) => ({ written: part, tokens: getTokens(part) }));
}

function isPlain({ written }: Part): boolean {
  return !/[*?[\\]/.test(written);
}

function leadingFolders(parts: readonly Part[]): string[] {
  const firstMark = parts.findIndex((part) => !isPlain(part));
  // The last part may be a file.
  return parts.slice(0, firstMark === -1 ? -1 : firstMark).map(({ written }) => written);
}

/** `**` is the star of folders. */
function matchNames(parts: readonly Part[], names: readonly string[]): boolean {
  return matchStars(parts, names, {
    isStar: ({ written }) => written === "**",
    matches: ({ tokens }, name) => matchName(tokens, name),
  });
}

function matchName(tokens: readonly string[], name: string): boolean {
  return matchStars(tokens, [...name], {
    isStar: (token) => token === "*",
    matches: (token, character) =>
      token === "?" ||
      (token.length > 1 && token.startsWith("[") ? inClass(token, character) : token === character),
  });
}

function isBelow(parts: readonly Part[], names: readonly string[]): boolean {
  return (
    parts.length > 0 &&
    names.length > parts.length &&
    parts.every((part, at) => isPlain(part) && part.written === names[at])
  );
}

/**
 * Only the last star is tried again: what the stars before it matched can stay, because a later star can make up for any
 * difference.
 */
function matchStars<T>(
  wanted: readonly T[],
  given: readonly string[],
  { isStar, matches }: { isStar(one: T): boolean; matches(one: T, given: string): boolean },
): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let next = 0; next < given.length; ) {
    const one = wanted[at];
    if (one !== undefined && isStar(one)) {
      star = at;
      taken = next;
      at += 1;
    } else if (one !== undefined && matches(one, given[next] ?? "")) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      taken += 1;
      next = taken;
      at = star + 1;
    } else return false;
  }
  return wanted.slice(at).every(isStar);
}

/** Characters, marks, and classes such as `[a-z]` or `[!a]` as they are written. An escaped character is itself. */
function getTokens(pattern: string): string[] {
  const characters = [...pattern];
  const tokens: string[] = [];
  const lastClose = characters.lastIndexOf("]");
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    const close = character === "[" && at + 2 <= lastClose ? characters.indexOf("]", at + 2) : -1;
    if (character === "\\" && at + 1 < characters.length) {
      at += 1;
      // A class of one, so that it is no mark.
      tokens.push(`[${characters[at]}]`);
    } else if (close > 0) {
      tokens.push(characters.slice(at, close + 1).join(""));
      at = close;
    } else if (character !== "*" || tokens.at(-1) !== "*") tokens.push(character);
  }
  return tokens;
}

/** @param written `[a-z]` or `[!a-z]` */
function inClass(written: string, character: string): boolean {
  const inner = [...written.slice(1, -1)];
  const isNegated = inner.length > 1 && (inner[0] === "!" || inner[0] === "^");
  const members = isNegated ? inner.slice(1) : inner;
  let found = false;
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? "";
    const to = members[at + 1] === "-" ? members[at + 2] : undefined;
    if (to === undefined) found ||= from === character;
    else {
      found ||= from <= character && character <= to;
      at += 2;
    }
  }
  return found !== isNegated;
}

/** `a{b,c}` as `ab` and `ac`. Braces that do not pair up are characters. */
function expandBraces(pattern: string): string[] {
  let open = [pattern];
  const done: string[] = [];
  while (open.length > 0) {
    const parts = open.map((one) => ({ one, choices: firstBraces(one) }));
    done.push(...parts.filter(({ choices }) => choices === undefined).map(({ one }) => one));
    open = parts.flatMap(({ choices }) => choices ?? []);
    const all = [...open, ...done];
    if (all.length > ALTERNATIVES_MAX || all.reduce((sum, one) => sum + one.length, 0) > TOTAL_MAX_CHARS)
      throw new AppError(
        "INVALID_INPUT",
        `The braces of the pattern stand for more than ${ALTERNATIVES_MAX} patterns. Use fewer.`,
      );
  }
  return done;
}

/** The pattern with each choice of its first innermost braces that hold a comma. */
function firstBraces(pattern: string): string[] | undefined {
  let open = -1;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === "\\") at += 1;
    else if (character === "{") open = at;
    else if (character === "}" && open >= 0) {
      const inner = pattern.slice(open + 1, at);
      if (inner.includes(",")) {
        const [before, after] = [pattern.slice(0, open), pattern.slice(at + 1)];
        return inner.split(",").map((choice) => before + choice + after);
      }
      open = -1;
    }
  }
  return undefined;
}
