/**
 * The replies of a conversation, as a person reads them: one block for each agent with its words, or why it failed and what
 * to do. Pure. Whose words are whose, the daemon says. Among several replies and parts, only headings, notes and words of
 * TinyAGI begin in the first column, so that no agent imitates another one.
 */
import type { ConversationDetail, ReplyPart } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { asSentence, partText, replyNotes, type ViewWords, wordsIn } from "@tinyagi/views";
import { getStyle, join, type Marks, paint, type State, type Text } from "@tinyagi/visualizer/text";
import type { DrawAnswer } from "./answer.js";
import { foldedLines } from "./folded.js";

export type Reply = ConversationDetail["replies"][number];
type Messages = ConversationDetail["messages"];
type Told = Pick<ConversationDetail, "messages" | "language">;
/** What a reply says stands in words of TinyAGI, in the language of the reply. */
interface Around {
  readonly messages: Messages;
  readonly words: ViewWords;
}

export interface ReplyDrawing {
  /** Of the screen; infinite without one. */
  readonly columns: number;
  readonly marks: Marks;
  /** Draws the words of agents; absent: as they were written. Words of TinyAGI, such as a question, are never drawn. */
  readonly draw?: DrawAnswer | undefined;
}

const INDENT = "  ";

/** The replies with their files, an empty line between two blocks. */
export function replyLines(
  // An older daemon names no language.
  { messages, language = "en" }: Told,
  replies: readonly Reply[],
  drawing: ReplyDrawing,
): Text[] {
  const [only] = replies;
  if (only !== undefined && replies.length === 1) {
    const words = answerAlone(only, wordsIn(language));
    // Programs copy it: nothing is folded.
    if (words !== undefined) return [...answerLines(words, drawing), ...fileLines(only)];
  }
  const around = { messages, words: wordsIn(language) };
  return apart(replies.map((reply) => [...oneReply(reply, around, drawing), ...fileLines(reply)]));
}

interface Words {
  readonly text: string;
  /** Of an agent, and not of TinyAGI. */
  readonly isAnswer: boolean;
}

/** The tree above it says whose it is. */
function answerAlone({ message, parts, notes }: Reply, words: ViewWords): Words | undefined {
  // An older daemon has no such field.
  if (!parts || parts.length === 0) return { text: message, isAnswer: false };
  const [part] = parts;
  if (part === undefined || parts.length !== 1 || notes.length > 0) return undefined;
  if (part.failure !== null || part.waiting !== null || part.text === null) return undefined;
  return { text: partText(part, words) ?? part.text, isAnswer: true };
}

function answerLines({ text, isAnswer }: Words, { columns, draw }: ReplyDrawing): Text[] {
  return isAnswer && draw !== undefined ? draw(text, columns) : toLines(text);
}

function oneReply(reply: Reply, around: Around, drawing: ReplyDrawing): Text[] {
  const { message, agent, parts } = reply;
  if (!parts || parts.length === 0)
    return agent === null ? toLines(message) : blockUnder(headOf({ agent }), message, drawing);
  const blocks = parts.map((part) => formatBlock(part, around, drawing));
  const noted = replyNotes(reply, around.words).flatMap((note) => {
    const [first = "", ...more] = foldedLines(
      around.words.replies.noted(cleanLine(note)),
      drawing.columns - INDENT.length,
    );
    return [first, ...more.map((line) => INDENT + line)];
  });
  return apart(noted.length === 0 ? blocks : [...blocks, noted]);
}

function formatBlock(part: ReplyPart, { messages, words }: Around, drawing: ReplyDrawing): Text[] {
  const columns = drawing.columns - INDENT.length;
  const { draw = foldedLines } = drawing;
  const text = partText(part, words);
  const said = [
    ...(text === null ? [] : [draw(text, columns)]),
    ...(part.failure === null
      ? []
      : [foldedLines(failureText(part.failure, { agent: part.agent, messages, words }), columns)]),
    ...(part.waiting === null
      ? []
      : [foldedLines(`${words.replies.notYet}${asSentence(part.waiting)}`, columns)]),
  ];
  const lines = said.length === 0 ? [words.replies.noText] : apart(said);
  return [headOf(part, drawing.marks), ...indented(lines)];
}

function blockUnder(head: Text, text: string, { columns }: ReplyDrawing): Text[] {
  return [head, ...indented(foldedLines(text, columns - INDENT.length))];
}

function indented(lines: readonly Text[]): Text[] {
  return lines.map((line) =>
    line === "" ? "" : typeof line === "string" ? INDENT + line : join([INDENT, line]),
  );
}

type Head = Pick<ReplyPart, "agent"> & Partial<Pick<ReplyPart, "failure" | "waiting">>;

function headOf({ agent, failure = null, waiting = null }: Head, marks?: Marks): Text {
  const name = paint("bold", `@${cleanLine(agent)}`);
  const state = stateOf({ failure, waiting });
  const sign = state === undefined ? "" : (marks?.state[state] ?? "");
  if (state === undefined || sign === "") return name;
  const style = getStyle(state);
  return join([style === undefined ? sign : paint(style, sign), " ", name]);
}

/** As in TinyOffice: what was stopped did not fail. */
function stateOf({ failure, waiting }: Pick<ReplyPart, "failure" | "waiting">): State | undefined {
  if (failure === null) return waiting === null ? undefined : "held";
  return failure.class === "cancelled" || failure.class === "budget" ? "held" : "failed";
}

/** Why it failed, what to do, and the command for it where there is something left to retry. */
function failureText(
  { message, reason, action, advice }: NonNullable<ReplyPart["failure"]>,
  { agent, messages, words }: Around & { agent: string },
): string {
  const dead = new Set(
    messages.filter((one) => one.agent === agent && one.status === "dead").map(({ id }) => String(id)),
  );
  const ids = action?.args.filter((id) => dead.has(id)) ?? [];
  return [
    asSentence(reason ?? message),
    ...(advice === null ? [] : [advice]),
    ...(ids.length === 0 ? [] : [words.replies.retryWith(`tinyagi queue retry ${ids.join(" ")}`)]),
  ].join("\n");
}

function fileLines({ files }: Reply): string[] {
  return files.map((file) => `[file: ${cleanLine(file)}]`);
}

function toLines(text: string): string[] {
  return cleanText(text).split("\n");
}

function apart(blocks: readonly (readonly Text[])[]): Text[] {
  return blocks.flatMap((block, index) => (index === 0 ? block : ["", ...block]));
}
