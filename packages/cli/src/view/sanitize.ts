/**
 * Makes text from agents, senders and logs inert before it reaches a terminal: no escape sequences, no control
 * characters, no bidirectional overrides, no invisible tag characters. What a person sees is what is there.
 */
import { stripVTControlCharacters } from "node:util";

/** C0 but tab and newline, DEL, C1, bidi marks and overrides, byte order mark, deprecated tag characters. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const UNSAFE_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Safe text of several lines. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replace(LINE_BREAKS, "\n").replace(UNSAFE, "");
}

/** Safe text of one line: breaks and tabs become spaces. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}

/** JSON that is safe to print: the same value, with what could move a terminal's cursor escaped. */
export function cleanJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    UNSAFE_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
