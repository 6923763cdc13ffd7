import type { ReplyNote } from "@tinyagi/contracts";
import { withoutIdleJoiners } from "@tinyagi/contracts/clean-text";
import { partText, replyNotes, type ViewWords } from "@tinyagi/views";

const MARKS = /[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Removes what could reorder, hide or forge text: direction marks, invisible and control characters. What joins the parts
 * of an emoji, or letters of a script, stays.
 */
export function visible(text: string): string {
  return withoutIdleJoiners(text.replace(MARKS, "").replace(CONTROLS, ""));
}

/** The first line with words, at most `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line =
    visible(text)
      .split("\n")
      .map((part) => part.replace(/^[#>*\s-]+|\*\*|`+/g, "").trim())
      .find((part) => part !== "") ?? "";
  return shortened(line, max);
}

/** At most so many characters, and no half of one. */
function shortened(line: string, max: number): string {
  if (line.length <= max) return line;
  const last = line.charCodeAt(max - 2);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return `${line.slice(0, isHalf ? max - 2 : max - 1)}…`;
}

/** A reply as the API shows it. */
interface SaidReply {
  readonly message: string;
  readonly parts?: readonly SaidPart[] | null | undefined;
  /** Sentences of TinyAGI at its end, and their facts. */
  readonly notes?: readonly string[];
  readonly noteFacts?: readonly (ReplyNote | null)[] | undefined;
}

interface SaidPart {
  readonly agent: string;
  readonly text: string | null;
  readonly noted?: { readonly own: string | null; readonly notes: readonly ReplyNote[] } | undefined;
  readonly failure: string | { readonly reason?: string | undefined; readonly message: string } | null;
  readonly waiting: string | null;
}

/** What a reply says, without what chats add to it. One whose parts are not known is shown as it was delivered. */
export function wordsOfReply(
  { message, parts, notes = [], noteFacts }: SaidReply,
  views?: ViewWords,
): string {
  if (parts === null || parts === undefined) return message;
  return [
    ...parts.flatMap((part) => wordsOfPart(part, views)),
    ...replyNotes({ notes, noteFacts }, views),
  ].join("\n\n");
}

function wordsOfPart({ agent, failure, waiting, ...part }: SaidPart, views?: ViewWords): string[] {
  const text = views === undefined ? part.text : partText(part, views);
  const reason =
    failure !== null && typeof failure === "object" ? (failure.reason ?? failure.message) : failure;
  return [
    ...(text === null ? [] : [text]),
    ...(reason === null ? [] : [`@${agent} ${reason}`]),
    ...(waiting === null ? [] : [`@${agent}: ${waiting}`]),
  ];
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
  return shortened(line, max);
}

/** A reply as one line of a list, at most `max` characters. */
export function replyLine(reply: SaidReply, max: number, views?: ViewWords): string {
  return excerpt(wordsOfReply(reply, views), max);
}

/** The text with its first letter as a capital, where its script has capitals. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The largest number that a mark shows: lists behind it are read only so far. */
const MARK_MAX = 99;

/** A count in a mark: `7`, `99+`. */
export function toMark(count: number): string {
  return count > MARK_MAX ? `${MARK_MAX}+` : String(count);
}
