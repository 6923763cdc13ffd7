/** Texts that make careless functions slow: runs of one part, nested and unfinished pieces of every grammar in use. */

/** Repeated as often as the length wants. */
const PARTS: readonly string[] = [
  // One character of every class.
  "a", "A", "0", " ", "\t", "\n", "\r", "\r\n", "\u00a0", "-", "_", ".", ",", ";", ":", "!", "?", "#", "/", "\\", "|", "+", "=", "%", "&", "$", "^",
  "*", "~", "`", "'", '"', "<", ">", "(", ")", "[", "]", "{", "}", "@",
  // Characters that join, hide or combine.
  "\u200d", "\u200c", "\ufe0f", "\u0301", "\u200b", "\ud83d", "\ude00", "😀", "👨‍👩‍👧", "é", "漢", "\u001b", "\u001b[", "\u001b]", "\u009b", "\u202e", "\u2028", "\u0000",
  // Pieces of the grammars.
  "[@", "[@a: ", "[@a: x]", "[#a:", "@a ", "@a: ", "[a](", "](", "![", "[a]: ", "**", "__", "~~", "***a", "_a", "*a ", "<a", "</a>", "<!--", "<b>", "&amp;", "&#", "```", "~~~", "``a", "\n```", "```\n", "\n> ", "> ", "\n- ", "- ", "\n1. ", "1. ", "# ",
  "\n#", "| a ", "|\n", "|-|\n", "---\n", "\n---\n", "\n\n", " \n", "\t ", "a: ", "a: b\n", "http://", "https://a.", "a@b.", "www.", "file://", "{\"a\":", "[1,", "\"a\",", "\\\"", "\\u", "{{", "{{a.", "data: x\n", "data:\n\n", "event: a\n",
  "[task:task_a", "[task:", "[send_file: ", "[file: a", "] (", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "sk-", "sk-aaaaaaaa ", "Bearer ", "eyJ", "eyJaaaaaaaa.", "a.a.", "a-a-", "1.1.1.", "AKIA", "retry ", "try again in ", "in 1 ", "at 1", "every ", "on monday ", "and ", "for a ", "for the ", "”", "“", "“a", "diff --git a/a b/a\n", "@@ -1 +1 @@\n", "+a\n", "--- a\n", "a/", "../", "**/", "*a", "?", "<string>", "rate ", "model ", "Message from teammate ", "\n[", "(a ", "((", "x=\"", "a=", "\\a",
];

/** Around the repeated part, so that what looks like a match fails at its end. */
const FRAMES: readonly (readonly [before: string, after: string])[] = [
  ["", ""],
  ["a", "§"],
];

/** Texts that are not one part repeated. */
const SHAPES: readonly (readonly [name: string, make: (length: number) => string])[] = [
  ["fenced JSON of line feeds", (length) => `\`\`\`json\n${"\n".repeat(length)}`],
  ["nested brackets, closed", (length) => "[".repeat(length / 2) + "]".repeat(length / 2)],
  ["nested braces, closed", (length) => `${'{"a":'.repeat(length / 6)}1${"}".repeat(length / 6)}`],
  ["nested emphasis, closed", (length) => `${"*a ".repeat(length / 6)}${" a*".repeat(length / 6)}`],
  ["fences of growing length", (length) => growing("`", length)],
  ["quotes of growing depth", (length) => growing(">", length)],
  ["lists of growing depth", (length) => growing(" ", length, "- a")],
  ["different link definitions", (length) => numbered(length, (n) => `[a${n}]: b\n`)],
  ["different names", (length) => numbered(length, (n) => `@a${n} `)],
  ["different lines", (length) => numbered(length, (n) => `line ${n}\n`)],
  ["spaces within a line", (length) => `a${" ".repeat(length)}b`],
  ["spaces at line ends", (length) => numbered(length, () => `a${" ".repeat(100)}b\n`)],
  ["a row of a table with many cells", (length) => `|${"a|".repeat(length / 6)}\n|${"-|".repeat(length / 6)}\n`],
];

export interface HostileText {
  readonly name: string;
  readonly make: (length: number) => string;
}

export const HOSTILE_TEXTS: readonly HostileText[] = [
  ...PARTS.flatMap((part) =>
    FRAMES.map(([before, after]) => ({
      name: `${JSON.stringify(before)} + ${JSON.stringify(part)} × n + ${JSON.stringify(after)}`,
      make: (length: number) => before + part.repeat(Math.ceil(length / part.length)) + after,
    })),
  ),
  ...SHAPES.map(([name, make]) => ({ name, make })),
];

function growing(mark: string, length: number, rest = ""): string {
  const parts: string[] = [];
  for (let size = 1, total = 0; total < length; size += 1) {
    parts.push(mark.repeat(size) + rest);
    total += size + rest.length;
  }
  return parts.join("\n");
}

function numbered(length: number, make: (number: number) => string): string {
  const parts: string[] = [];
  for (let total = 0; total < length; total += parts.at(-1)?.length ?? 1) parts.push(make(parts.length));
  return parts.join("");
}
