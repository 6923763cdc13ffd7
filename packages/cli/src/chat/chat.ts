/**
 * A conversation in the terminal. Guarantees: leaving it, in whatever way, stops no agent; over a pipe, each line is one
 * message, and stdout has the answers alone.
 */
import { createInterface } from "node:readline";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { stamp } from "@tinyagi/views";
import { cut, paint, pickMarks, styled, type Text } from "@tinyagi/visualizer/text";
import { followHint } from "../command/conversation/converse.js";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../error/exit-code.js";
import { askText, canAsk } from "../prompt/ask.js";
import { answerDrawer, replyMarks } from "../view/answer.js";
import { foldedLines } from "../view/folded.js";
import { replyLines } from "../view/reply-blocks.js";
import { commandSuggestions, helpLines, type LocalCommand, readChatText, sentText } from "./commands.js";
import { compose, type Suggestion } from "./composer.js";
import type { TypedKey } from "./keypress.js";
import type { Partner } from "./partner.js";
import { type Past, readPast } from "./past.js";
import { takeTurn } from "./turn.js";

const YOU = "you: ";
/** Of a text that was sent before. */
const TEXT_WIDEST = 400;
const HINT = "enter send  alt-enter new line  tab complete  / commands  ctrl-c leave";

interface Chat {
  readonly context: CliContext;
  readonly partner: Partner;
  readonly suggestions: readonly Suggestion[];
  history: readonly string[];
  /** The conversation that the person left before its end. */
  left: string | undefined;
  /** Keys that were pressed while no text was asked for. */
  readonly typed: TypedKey[];
}

export async function chat(
  context: CliContext,
  partner: Partner,
  { history: count }: { history: number },
): Promise<void> {
  const { signal } = context;
  const client = await context.connect();
  const past = await readPast({ client, signal, who: partner.id, isTeam: partner.isTeam, count });
  const suggestions = [...commandSuggestions(), ...partner.names];
  const state: Chat = { context, partner, suggestions, history: past.texts, left: past.open, typed: [] };
  await greet(state, past);
  // Nobody sits at a pipe: its lines are the messages.
  if (!canAsk(context)) return followLines(state);
  for (;;) {
    const text = await nextText(state);
    if (text === undefined || (await take(state, text)) === "leave") break;
  }
  await sayGoodbye(state);
}

/** Agents that still work are not forgotten. */
async function sayGoodbye({ context, left }: Chat): Promise<void> {
  if (left === undefined) return;
  const client = await context.connect();
  const { status } = await client.call("getConversation", { params: { id: left }, signal: context.signal });
  if (status === "open") context.output.talk(`Agents still work for you. ${followHint(left)}`);
}

async function greet({ context, partner }: Chat, past: Past): Promise<void> {
  const { output } = context;
  const drawing = { marks: replyMarks(context), draw: await answerDrawer(context) };
  for (const one of canAsk(context) ? past.exchanges : []) {
    output.talk(paint("dim", stamp(one.createdAt)));
    output.talkLines((columns) => saidLines(cut(cleanLine(one.text), TEXT_WIDEST), columns));
    output.talkLines((columns) => replyLines(one, one.replies, { columns, ...drawing }));
    output.talk("");
  }
  output.talk(
    canAsk(context)
      ? `Chat with ${partner.label}. /help lists the commands; Ctrl-C leaves.`
      : `There is no terminal: each line of stdin is one message to ${partner.label}.`,
  );
  if (past.open !== undefined) output.talk("Earlier work still runs. Wait for it: /wait");
}

/** As it stood where it was typed. */
function saidLines(text: string, columns: number): Text[] {
  const [first = "", ...rest] = foldedLines(text, columns - YOU.length);
  return [styled`${paint("bold", YOU)}${first}`, ...rest.map((line) => " ".repeat(YOU.length) + line)];
}

function nextText({ context, suggestions, history, typed }: Chat): Promise<string | undefined> {
  const { output, stdin, signal, env } = context;
  const { live: screen } = output;
  const marks = pickMarks(env);
  // Without a screen that may be redrawn, the same question on one line.
  if (screen === undefined)
    return askText(context, { message: "you", flag: "a text" }).catch(leaving(context));
  const label = `you ${marks.prompt} `;
  return compose({ terminal: stdin, screen, marks, label, history, suggestions, signal, hint: HINT, typed });
}

/** Ctrl-C at a question is no failure of the chat. */
function leaving({ signal }: CliContext): (error: unknown) => undefined {
  return (error) => {
    if (signal.aborted || !(error instanceof Error && "code" in error && error.code === "CANCELLED"))
      throw error;
  };
}

async function take(state: Chat, text: string): Promise<"leave" | undefined> {
  const { output } = state.context;
  const read = readChatText(text);
  state.history = [text, ...state.history.filter((one) => one !== text)];
  switch (read.kind) {
    case "help":
      for (const line of helpLines()) output.talk(line);
      return undefined;
    case "unknown":
      output.talk(
        `There is no command /${read.word}.${read.near === undefined ? "" : ` Did you mean /${read.near}?`} /help lists them. To send it as a text, begin with //.`,
      );
      return undefined;
    case "local":
      return takeLocal(state, read.command);
    case "message":
      await send(state, sentText(text));
      return undefined;
  }
}

async function takeLocal(state: Chat, command: LocalCommand): Promise<"leave" | undefined> {
  if (command === "quit") return "leave";
  if (state.left === undefined) state.context.output.talk("Nothing that you left still runs.");
  else await finish(state, { conversation: state.left });
  return undefined;
}

async function send(state: Chat, text: string): Promise<boolean> {
  const { id } = state.partner;
  // A name at the beginning says who gets it.
  const agent = id === undefined || /^\s*@\S/.test(text) ? {} : { agent: id };
  return finish(state, { message: cleanStart(text), channel: "cli", sender: "cli", ...agent });
}

/** The space that says "this is no command" is not part of the text. */
function cleanStart(text: string): string {
  return text.startsWith(" /") ? text : text.trim();
}

async function finish(state: Chat, body: Parameters<typeof takeTurn>[1]): Promise<boolean> {
  const { output } = state.context;
  const { left, failed, typed } = await takeTurn(state.context, body);
  state.typed.push(...typed);
  if (left !== undefined) {
    state.left = left;
    output.talk("The work continues. Wait for it again: /wait. Cancel it: /stop");
  } else if ("conversation" in body) state.left = undefined;
  return !failed;
}

async function followLines(state: Chat): Promise<void> {
  const { context } = state;
  let isFirst = true;
  for await (const line of createInterface({ input: context.stdin, signal: context.signal })) {
    if (cleanText(line).trim() === "") continue;
    if (!isFirst) context.output.line("");
    isFirst = false;
    const read = readChatText(line);
    if (read.kind === "local" && read.command === "quit") return;
    if (read.kind === "message") {
      if (!(await send(state, line))) context.exitCode = EXIT.failed;
    } else await take(state, line);
  }
}
