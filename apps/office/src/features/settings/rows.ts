/**
 * Entries that a person adds, renames, changes or removes in a list of names, such as the MCP servers. Only what differs
 * is kept: an entry that nobody touched has no row in a draft. Pure.
 */
import { words } from "../../locale/words";
import { isObject } from "./json";

/** What a person typed into a field; of a list of names, its changed entries. */
export type Typed = string | readonly Row[];
/** By the key of the field. */
export type Draft = Readonly<Record<string, Typed>>;

export interface Row {
  /** It stays when the entry is renamed. */
  id: string;
  /** Its stored name; undefined: it is new. */
  from?: string;
  name: string;
  isRemoved?: boolean;
  typed: Draft;
}

/** The entries that are stored, each as it is changed, then the new ones. */
export function listRows(stored: unknown, typed: Typed | undefined): Row[] {
  const changed = toRows(typed);
  const known = Object.keys(isObject(stored) ? stored : {}).map(
    (name) => changed.find(({ from }) => from === name) ?? { id: `=${name}`, from: name, name, typed: {} },
  );
  return [...known, ...changed.filter((row) => !known.includes(row))];
}

/** @returns the rows of the draft with this one; undefined: nothing is changed any more */
export function withRow(typed: Typed | undefined, row: Row): readonly Row[] | undefined {
  const before = toRows(typed);
  const isKnown = before.some(({ id }) => id === row.id);
  const rows = isKnown ? before.map((one) => (one.id === row.id ? row : one)) : [...before, row];
  const left = rows.filter(isChanged);
  return left.length === 0 ? undefined : left;
}

/** @param text undefined takes the change of that field back */
export function withTyped(row: Row, key: string, text: Typed | undefined): Row {
  const { [key]: _old, ...rest } = row.typed;
  return { ...row, typed: text === undefined ? rest : { ...rest, [key]: text } };
}

export function createRow(typed: Typed | undefined, name: string): Row {
  const numbers = toRows(typed).map(({ id }) => Number(id.slice(1)) || 0);
  return { id: `+${Math.max(0, ...numbers) + 1}`, name, typed: {} };
}

export function isChanged({ from, name, isRemoved = false, typed }: Row): boolean {
  const isNew = from === undefined;
  // A new one that is empty and removed again leaves nothing to take back.
  if (isNew && isRemoved) return name !== "" || Object.keys(typed).length > 0;
  return isNew || isRemoved || name !== from || Object.keys(typed).length > 0;
}

/** The name under which it is saved. A stored one may have spaces around it. */
export function nameOfRow({ name, from }: Row): string {
  return name === from ? name : name.trim();
}

/** What is wrong with the name of a row. Of two rows with one name, the stored one keeps it. */
export function nameProblem(row: Row, all: readonly Row[]): string | undefined {
  const name = nameOfRow(row);
  if (name === "") return words.settings.rows.nameless;
  if (row.name === row.from) return undefined;
  const isTaken = all.some((one) => one.id !== row.id && one.isRemoved !== true && nameOfRow(one) === name);
  return isTaken ? words.settings.rows.taken(name) : undefined;
}

/** A draft of another version may hold a text. */
function toRows(typed: Typed | undefined): readonly Row[] {
  return typeof typed === "object" ? typed : [];
}
