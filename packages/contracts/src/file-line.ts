/**
 * The line of a message that names a file: `[file: path]`, followed by the name its sender gave it, in parentheses. The
 * stored name is generated, so without the given name nobody could tell two files apart. Pure.
 */

import { withoutEnd } from "./without-end.js";

/** A file that a message names. */
export interface NamedFile {
  path: string;
  /** As its sender called it, made harmless. */
  name?: string;
}

/** Longer names are cut; their ending stays. */
const NAME_MAX = 80;
const ENDING_MAX = 12;
/** What a name may contain: no bracket, quote, `@`, `#` or line break, so it is never a tag, a mention or a second line. */
const REFUSED = /[^\p{L}\p{M}\p{N} ._()+,&=~!-]|[\u115f\u1160\u3164\uffa0]/gu;
const LINE = /^\[file: ([^\]\n]+)\](?: \(([^\n]+)\))?$/;

/** Makes the name that a person gave a file safe to show and to save. Undefined when nothing of it remains. */
export function givenFileName(name: string): string | undefined {
  const base = name.split(/[/\\]/).at(-1) ?? "";
  const cleaned = base
    .normalize("NFC")
    .replace(REFUSED, "_")
    .replace(/ +/g, " ")
    .replace(/^[. ]+/, "");
  return /[\p{L}\p{N}]/u.test(cleaned) ? shortened(withoutEnd(cleaned, ". ")) : undefined;
}

/** The line that names a file in a message. */
export function fileLine({ path, name }: NamedFile): string {
  const given = name === undefined ? undefined : givenFileName(name);
  return given === undefined ? `[file: ${path}]` : `[file: ${path}] (${given})`;
}

/** Reads a line that names a file; undefined for any other line. */
export function readFileLine(line: string): NamedFile | undefined {
  const [, path, name] = LINE.exec(line.trim()) ?? [];
  if (path === undefined) return undefined;
  const given = name === undefined ? undefined : givenFileName(name);
  return given === undefined ? { path } : { path, name: given };
}

function shortened(name: string): string {
  const chars = [...name];
  if (chars.length <= NAME_MAX) return name;
  const dot = chars.lastIndexOf(".");
  const ending = dot > 0 && chars.length - dot <= ENDING_MAX ? chars.slice(dot) : [];
  return [...chars.slice(0, NAME_MAX - ending.length), ...ending].join("");
}
