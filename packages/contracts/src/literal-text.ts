/**
 * Text whose exactness decides: a command, a path, a diff, a code, a question. It is shown as it is, and what nobody can
 * see in it, or what moves or hides other characters, is written out: `\u202e`. Nothing is removed. Pure, without Node
 * built-ins and in linear time, so that chats, terminals, pages and notifications show the same.
 */

/**
 * Control, format, private and unassigned characters, lone surrogates, every white space but the space, what fonts are told
 * to ignore, and the two symbols without ink.
 */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/gu;
const LINES = new Set([" ", "\n", "\t"]);
const LINE = new Set([" "]);
/** What most texts are made of; nothing of it is ever written out. */
const SEEN = /^[\t\n\u0020-\u007e]*$/;

/** The text with everything unseen written out. Line feeds and tabs stay. */
export function literalText(text: string): string {
  return SEEN.test(text) ? text : writtenOut(text, LINES);
}

/** The same on one line: line feeds and tabs are written out, too. */
export function literalLine(text: string): string {
  return writtenOut(text, LINE);
}

function writtenOut(text: string, kept: ReadonlySet<string>): string {
  return text.replace(UNSEEN, (character) => (kept.has(character) ? character : getCode(character)));
}

function getCode(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
