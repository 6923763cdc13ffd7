/**
 * Makes text from outside harmless before a terminal shows it: no escape sequences, no control characters, nothing that
 * reorders or hides what a person reads. Pure, without Node built-ins and in linear time, so that every terminal
 * program of TinyAGI cleans in the same way.
 */

/** Window titles, clipboard contents, links, device strings: introducer, text, terminator. */
const STRING_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d\u009e\u009f])[^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\|\u009c)/g;
/** Colours and cursor moves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROL_SEQUENCE = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g;
/** Every other sequence: resets, character sets, and introducers of strings that have no end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const ESCAPE = /\u001b[ -/]*[0-~]/g;
const LINE_BREAK = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/**
 * C0 except tab and newline, DEL, C1, soft hyphen, bidi marks, overrides and isolates, invisible characters (zero-width
 * space, word joiner, Hangul fillers, byte order mark), tags and the variation selectors that can smuggle data.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e01ef}]/gu;
/** Emoji and several scripts need them; beside Latin letters they only hide that two words differ. */
const JOINERS = /[\u200c\u200d]+/g;
const ASCII_MAX = 0x7f;
const UNSAFE_IN_JSON =
  /[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e01ef}]/gu;

/** What most texts are made of, and nothing of it is ever removed. Live views clean thousands of texts a second. */
const HARMLESS =
  /^[\t\n\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2211\u2500-\u25ff\u2713\u2717]*$/;

/** Harmless text of several lines: newlines and tabs stay. */
export function cleanText(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text
    .replace(STRING_SEQUENCE, "")
    .replace(CONTROL_SEQUENCE, "")
    .replace(ESCAPE, "")
    .replace(LINE_BREAK, "\n")
    .replace(UNSAFE, "")
    .replace(JOINERS, usefulJoiners);
}

/** Without the joiners that only hide that two words differ. Those of emoji and of scripts that join letters stay. */
export function withoutIdleJoiners(text: string): string {
  return text.replace(JOINERS, usefulJoiners);
}

/** Each run of joiners is looked at once: with assertions around it, each of its characters would be a start. */
function usefulJoiners(run: string, at: number, text: string): string {
  const isUseful = isBeyondAscii(text, at - 1) && isBeyondAscii(text, at + run.length);
  return isUseful ? run : "";
}

/** The ends of the text count as ASCII. */
function isBeyondAscii(text: string, at: number): boolean {
  return text.charCodeAt(at) > ASCII_MAX;
}

/** White space, and the two symbols without ink. */
const BLANKS = /[\s\u2800\ufffc]+/g;

/** Harmless text of one line: every run of what looks like white space becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(BLANKS, " ").trim();
}

const INK = /[!-~]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a sequence has letters that nobody sees
const INTRODUCER = /[\u001b\u0080-\u009f]/;

/** Whether a person sees nothing of it: white space, and characters without ink. */
export function isBlank(text: string): boolean {
  // Nearly every text has a letter at once.
  if (INK.test(text) && !INTRODUCER.test(text)) return false;
  return cleanLine(text) === "";
}

/** JSON that is safe to print: the same value, with everything that {@link cleanText} removes escaped. */
export function cleanJson(value: unknown, indent?: number): string {
  return cleanJsonText(JSON.stringify(value, null, indent) ?? "null");
}

/** The same for JSON that is already text. */
export function cleanJsonText(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) =>
    Array.from({ length: character.length }, (_, at) => formatEscape(character.charCodeAt(at))).join(""),
  );
}

function formatEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
