/** Parses the YAML block at the start of a note or a skill. Pure. */
import { type Document, isMap, isScalar, parseDocument } from "yaml";

/** What the index shows of a note; `broken` when its block cannot be parsed. */
export type NoteHead = { name: string; summary: string } | "broken";

/** A longer block counts as broken, because the parser blocks the whole process. */
export const FRONTMATTER_MAX_BYTES = 16 * 1024;
const NAME_MAX_CHARS = 100;
const SUMMARY_MAX_CHARS = 300;
/** Most aliases resolved in one block, as protection from documents that expand exponentially. */
const ALIASES_MAX = 10;
const BLOCK = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Null when the note has no block, or no `name` and `summary` in it. It is then not part of the index. */
export function readNoteHead(text: string): NoteHead | null {
  const block = BLOCK.exec(text)?.[1];
  if (block === undefined) return null;
  const fields = parseYaml(block);
  if (fields === "broken") return "broken";
  const name = oneLine(fields.get("name"), NAME_MAX_CHARS);
  const summary = oneLine(fields.get("summary"), SUMMARY_MAX_CHARS);
  return name === "" || summary === "" ? null : { name, summary };
}

/** The text after the block; the whole text when there is none. */
export function noteBody(text: string): string {
  const block = BLOCK.exec(text);
  return block === null ? text : text.slice(block[0].length);
}

/** Fields of the block by key, of any kind; objects are maps. Empty when there is no block or it cannot be parsed. */
export function readFields(text: string): ReadonlyMap<unknown, unknown> {
  const block = BLOCK.exec(text)?.[1];
  const fields = block === undefined ? "broken" : parseYaml(block);
  return fields === "broken" ? new Map() : fields;
}

/** Text fields of the block by key; empty when there is no block or it cannot be parsed. */
export function readTextFields(text: string, maxChars: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of readFields(text)) {
    const line = oneLine(value, maxChars);
    if (typeof key === "string" && line !== "") found.set(key, line);
  }
  return found;
}

function parseYaml(block: string): Map<unknown, unknown> | "broken" {
  if (Buffer.byteLength(block) > FRONTMATTER_MAX_BYTES) return "broken";
  try {
    // `parse` would print warnings with lines of the note to the process's output. The check for unique keys is
    // quadratic, and nothing reads the error texts.
    const document = parseDocument(block, { logLevel: "silent", prettyErrors: false, uniqueKeys: false });
    if (document.errors.length > 0 || hasRepeatedField(document)) return "broken";
    const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: ALIASES_MAX });
    return value instanceof Map ? value : new Map();
  } catch {
    // The agent sees that the note is broken, which helps it more than the parser's message.
    return "broken";
  }
}

function hasRepeatedField({ contents }: Document): boolean {
  if (!isMap(contents)) return false;
  const keys = contents.items.map(({ key }) => (isScalar(key) ? key.value : key));
  return new Set(keys).size < keys.length;
}

function oneLine(value: unknown, max: number): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  const text = String(value)
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .trim();
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}
