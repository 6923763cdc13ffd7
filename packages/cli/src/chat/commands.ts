/** What a person may write in a chat besides texts: the commands of all chats, and a few of the terminal alone. Pure. */
import { CHAT_COMMANDS, chatCommandLines, menuText } from "@tinyagi/contracts";
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
  | { readonly kind: "unknown"; readonly word: string }
  /** A text, or a command that the daemon reads. */
  | { readonly kind: "message" };

/** A slash and a word at the beginning of a single line is meant as a command; `/etc/hosts` is not. */
const COMMAND = /^\/([a-z]{1,20})(?:[ \t][^\n]*)?$/i;
/** Other words that the daemon reads as one of the commands. */
const READ_BY_DAEMON: ReadonlySet<string> = new Set([...Object.keys(CHAT_COMMANDS), "agents", "teams"]);

export function readChatText(text: string): ChatText {
  // A space before the slash says that it is none.
  const word = COMMAND.exec(text.trimEnd())?.[1]?.toLowerCase();
  if (word === undefined) return { kind: "message" };
  const local = Object.hasOwn(LOCAL, word) ? (word as LocalCommand) : SYNONYMS[word];
  if (local !== undefined) return { kind: "local", command: local };
  if (word === "help") return { kind: "help" };
  return READ_BY_DAEMON.has(word) ? { kind: "message" } : { kind: "unknown", word };
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
