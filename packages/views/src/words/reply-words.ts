import type { ReplyNoteWords } from "./reply-note-words.js";

/** What TinyAGI says in a reply about work without an answer. Phrases follow the name of an agent and have no full stop. */
export interface ReplyWords {
  /** Around what TinyAGI says in the words of a reply. */
  readonly brackets: readonly [begin: string, end: string];
  failed(attempts: number, reason: string): string;
  cancelled(reason: string): string;
  readonly noReason: string;
  /** Of a dead letter: how it is tried again. */
  retry(message: number, place: "chat" | "terminal"): string;
  /** The same on a line of its own. */
  retryWith(command: string): string;
  /** What TinyAGI adds, in a reply of several parts. */
  noted(note: string): string;
  readonly waitsForTurn: string;
  readonly cannotStart: string;
  /** A pause of a provider. */
  paused(of: { provider: string; place?: string | undefined }, until: string, said: string): string;
  /** @param at - absent: soon */
  retried(reason: string, at?: string): string;
  keepsTrying(text: string, until: string, stop: string): string;
  /** @param mayTryNow - whether its reader may */
  stop(message: number, place: "chat" | "terminal", mayTryNow: boolean): string;
  readonly notYet: string;
  readonly noText: string;
  /** Of a long answer that was cut. */
  wholeAnswer(conversation: string): string;
  readonly conversationCancelled: string;
  sameReason(agent: string): string;
  deleted(agent: string, reason: string): string;
  readonly notes: ReplyNoteWords;
}
