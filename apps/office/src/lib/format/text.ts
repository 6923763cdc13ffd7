/** Texts of agents and strangers, made fit for one line. React escapes them; nothing here ever becomes markup. */
import { readFileLine } from "@tinyagi/contracts";
import { withoutRetryCommands, withoutTaskTags } from "@tinyagi/contracts/shown-text";

const MARKS = /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Removes what could reorder, hide or forge text: direction marks, invisible and control characters. */
export function visible(text: string): string {
  return text.replace(MARKS, "").replace(CONTROLS, "");
}

/** The first line with words, at most `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line =
    visible(text)
      .split("\n")
      .map((part) => part.replace(/^[#>*\s-]+|\*\*|`+/g, "").trim())
      .find((part) => part !== "") ?? "";
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

/** How the daemon signs a single answer in a chat. A page shows its author. */
const SIGNATURE = /\n- \[[\w-]+\]\s*$/;

/** A reply as a page shows it: without its signature and without the commands that it offers as buttons. */
export function forPage(reply: string): string {
  return withoutRetryCommands(reply).replace(SIGNATURE, "").trimEnd();
}

/** What stands between the answers of several agents. */
const JOINTS = /\n-{3,}\n/g;

/** The beginning of a longer text as one line, at most `max` characters: its lines without what Markdown adds. */
export function excerpt(text: string, max = 200): string {
  const line = visible(text)
    .replace(JOINTS, "\n")
    .split("\n")
    .map((part) => part.replace(/^[#>*\s-]+|\*\*|`+/g, "").trim())
    .filter((part) => part !== "")
    .join(" ");
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

/** What became of one agent: in a chat it stands in parentheses, to tell it from an answer. */
const OUTCOME = /^\((@[^()]+(?:\([^()]*\)[^()]*)*)\)$/;

/** A reply as one line of a list, at most `max` characters. */
export function replyLine(reply: string, max: number): string {
  const text = forPage(withoutNames(reply));
  return excerpt(OUTCOME.exec(text)?.[1] ?? text, max);
}

/** The text with its first letter as a capital, where its script has capitals. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A text of the daemon with its full stop, so that another sentence may follow it. */
export function asSentence(text: string): string {
  return /[.!?…。！？]$/.test(text) ? text : `${text}.`;
}

/** The line that names the teammate a message came from. */
const FROM_TEAMMATE = /^\[Message from teammate [^\]\n]*\]:\s*/;

/** The line that names the room and the author of a post: `[Chat room #dev — @lead]:`. */
const FROM_ROOM = /^\[Chat room #[^\]\n]*\]:\s*/;

/** A message without its sender, the tag of its task and the names it starts with: `@dev @coder: fix it` is `fix it`. Files by name only. */
export function withoutNames(text: string): string {
  return withoutTaskTags(withFileNames(text).replace(FROM_TEAMMATE, "").replace(FROM_ROOM, "")).replace(
    /^\s*(@[\w-]+[:,]?\s+)+/,
    "",
  );
}

/** The lines that name files, without their paths. */
function withFileNames(text: string): string {
  if (!text.includes("[file: ")) return text;
  return text
    .split("\n")
    .map((line) => {
      const file = readFileLine(line);
      return file === undefined ? line : (file.name ?? file.path.split(/[/\\]/).at(-1) ?? "");
    })
    .join("\n");
}

/** The largest number that a mark shows: lists behind it are read only so far. */
const MARK_MAX = 99;

/** A count in a mark: `7`, `99+`. */
export function markOf(count: number): string {
  return count > MARK_MAX ? `${MARK_MAX}+` : String(count);
}
