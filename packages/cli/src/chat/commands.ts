/** What a person may write in a chat besides texts: the commands of all chats, and a few of the terminal alone. Pure. */
import {
  CHAT_COMMAND_SYNONYMS,
  CHAT_COMMANDS,
  chatCommandLines,
  menuText,
  nearestName,
} from "@tinyagi/contracts";
import type { Suggestion } from "./composer.js";

/** Of the terminal: the daemon does not know them. */
const LOCAL = {
  wait: "wait again for the work that you left",
  quit: "leave the chat; agents continue",
} as const;
export type LocalCommand = keyof typeof LOCAL;
const SYNONYMS: Readonly<Record<string, LocalCommand>> = { exit: "quit", bye: "quit", attach: "wait" };

export type ChatText =
  | { readonly kind: "local"; readonly command: LocalCommand }
  | { readonly kind: "help" }
  /** `near`: what was probably meant. */
  | { readonly kind: "unknown"; readonly word: string; readonly near: string | undefined }
  /** A text, or a command that the daemon reads. */
  | { readonly kind: "message" };

/** A slash and a word at the beginning of a single line is meant as a command; `/etc/hosts` is not. */
const COMMAND = /^\/([a-z][a-z0-9_-]{0,31})(?:[ \t][^\n]*)?$/i;
/** Other words that the daemon reads as one of the commands. */
const READ_BY_DAEMON: ReadonlySet<string> = new Set([
  ...Object.keys(CHAT_COMMANDS),
  ...Object.keys(CHAT_COMMAND_SYNONYMS),
]);

export function readChatText(text: string): ChatText {
  // A space before the slash says that it is none.
  const word = COMMAND.exec(text.trimEnd())?.[1]?.toLowerCase();
  if (word === undefined) return { kind: "message" };
  const local = Object.hasOwn(LOCAL, word) ? (word as LocalCommand) : SYNONYMS[word];
  if (local !== undefined) return { kind: "local", command: local };
  if (word === "help") return { kind: "help" };
  if (READ_BY_DAEMON.has(word)) return { kind: "message" };
  return { kind: "unknown", word, near: nearestName(word, [...READ_BY_DAEMON, ...Object.keys(LOCAL)]) };
}

/** The text that is sent: a space before a slash says that no command is meant, which the daemon reads in a doubled one. */
export function sentText(text: string): string {
  const line = text.trimStart();
  return line !== text && COMMAND.test(line.trimEnd()) ? `/${line}` : text;
}

/** What `/help` prints: the operator may use everything. */
export function helpLines(): string[] {
  return [
    ...chatCommandLines("owner"),
    ...Object.entries(LOCAL).map(([name, does]) => `/${name} - ${does}`),
    "Everything else is a message. @name sends one to another agent or team.",
  ];
}

export function commandSuggestions(): Suggestion[] {
  return [
    ...Object.entries(CHAT_COMMANDS).map(([name, command]) => ({
      word: `/${name}`,
      about: menuText(command),
    })),
    ...Object.entries(LOCAL).map(([name, about]) => ({ word: `/${name}`, about })),
  ];
}
