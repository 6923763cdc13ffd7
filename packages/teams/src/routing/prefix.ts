/** The `@id text`, `@id: text` and `@a,b: text` at the start of a person's message. */
import { type Address, addressKey, type Lookup } from "./directory.js";

export interface Prefix {
  /** At least one, without duplicates. */
  addresses: Address[];
  /** The text after the prefix, trimmed; may be empty. */
  text: string;
  /** Names that continue the list of receivers but do not exist, lower-cased. */
  unknown: string[];
}

/** Spaces allowed after a comma of the list. */
const LIST_COMMA = /,[ \t]{0,8}(@?)/y;

const UNKNOWN_NEXT = /,[ \t]{0,8}@([A-Za-z][A-Za-z0-9_-]{0,31})(?=[\s:,]|$)/y;

/** The prefix, or null when the text does not start with a known id or name. The longest match wins. */
export function parsePrefix(text: string, lookup: Lookup): Prefix | null {
  const start = text.length - text.trimStart().length;
  if (text.charAt(start) !== "@") return null;
  const first = lookup.match(text, start + 1);
  if (first === null) return null;
  const addresses = new Map([[addressKey(first.address), first.address]]);
  let end = first.end;
  for (let next = nextInList(text, end, lookup); next !== null; next = nextInList(text, end, lookup)) {
    addresses.set(addressKey(next.address), next.address);
    end = next.end;
  }
  const unknown = unknownInList(text, end);
  // A colon or comma after the names separates them from the text: `@coder: fix` and `@coder, fix`.
  if (text.charAt(end) === ":" || text.charAt(end) === ",") end += 1;
  return { addresses: [...addresses.values()], text: text.slice(end).trim(), unknown };
}

/** `, @nobody` after known names: a receiver too, only a wrong one. */
function unknownInList(text: string, at: number): string[] {
  UNKNOWN_NEXT.lastIndex = at;
  const name = UNKNOWN_NEXT.exec(text)?.[1];
  return name === undefined ? [] : [name.toLowerCase()];
}

/** `,b` and `, @b` continue the list; `, b` starts a sentence. */
function nextInList(text: string, at: number, lookup: Lookup): { address: Address; end: number } | null {
  LIST_COMMA.lastIndex = at;
  const comma = LIST_COMMA.exec(text);
  if (comma === null || (comma[1] === "" && comma[0].length > 1)) return null;
  return lookup.match(text, at + comma[0].length);
}

/** The id-like word after an `@` at the start, lower-cased, for a note to the sender that this id does not exist. */
export function unknownPrefix(text: string): string | null {
  return /^\s*@([A-Za-z][A-Za-z0-9_-]{0,31})(?=[\s:,]|$)/.exec(text)?.[1]?.toLowerCase() ?? null;
}
