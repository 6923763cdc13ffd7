/**
 * Changes single values in the text of a settings file and keeps everything else as the person wrote it: order,
 * indentation, blank lines. Only the line next to a new entry may be reformatted. The caller parses the result before
 * it writes it.
 */

import { withoutByteOrderMark } from "@tinyagi/contracts/json-source";
import { applyEdits, type Edit, type FormattingOptions, modify } from "jsonc-parser";
import { isObject, type JsonChange } from "./json-tree.js";

/** Each change parses the text again; for more changes it is cheaper to write the whole file. */
export const TEXT_EDITS_MAX = 100;
const STANDARD_INDENT = 2;

/**
 * @param text strict JSON
 * @param changes from `diffJson` of the content of `text`
 */
export function editText(text: string, changes: readonly JsonChange[]): string {
  const start = withoutByteOrderMark(text);
  const formattingOptions = detectFormatting(start);
  return changes.reduce((now, change) => applyEdits(now, toEdits(now, change, formattingOptions)), start);
}

function toEdits(text: string, change: JsonChange, formattingOptions: FormattingOptions): Edit[] {
  const path = [...change.path];
  if (change.value === undefined) return modify(text, path, undefined, {}).map((edit) => inPlace(text, edit));
  // Formatting would change the whole line, which replacing one number with another does not need.
  const plain = modify(text, path, change.value, {});
  const isReplaced = plain.every(({ length }) => length > 0);
  if (isReplaced && !isObject(change.value) && !Array.isArray(change.value)) return plain;
  return modify(text, path, change.value, { formattingOptions });
}

/** The library removes the blanks before a first entry with it; they belong to the entry that follows. */
function inPlace(text: string, { offset, length, content }: Edit): Edit {
  const removed = text.slice(offset, offset + length);
  const blanks = /,\s*$/.test(removed) ? removed.length - removed.trimStart().length : 0;
  return { offset: offset + blanks, length: length - blanks, content };
}

function detectFormatting(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? " ".repeat(STANDARD_INDENT);
  const insertSpaces = !indent.startsWith("\t");
  return {
    insertSpaces,
    tabSize: insertSpaces ? indent.length : 1,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}
