/**
 * The contract of a chat platform. An adapter knows one platform and nothing of TinyAGI: it delivers what people send,
 * and shows what it is given. Pairing, files, order, retries, progress and splitting are done for it.
 */
import type { Chat, MessageRef } from "./chat.js";
import type { Connection } from "./connection.js";
import type { ButtonPress, IncomingMessage } from "./incoming.js";
import type { Mood, OutgoingText, ReplyFile } from "./outgoing.js";

/** Whom an adapter reports to. */
export interface AdapterEvents {
  /**
   * Resolves when TinyAGI has stored, refused or ignored the message. Confirm it to the platform only then. Messages of
   * one chat are processed in the order of these calls; do not wait for one before the next.
   * Rejects only when the channel stops: then do not confirm it.
   *
   * @returns whether TinyAGI stored it now, so that its sender is approved. Of others, nothing may be kept
   */
  message(message: IncomingMessage): Promise<boolean>;
  /** Resolves with a short text for the person who pressed, if there is one. Otherwise as `message`. */
  press(press: ButtonPress): Promise<string | undefined>;
  connection(connection: Connection): void;
}

/** What the platform can take. */
export interface PlatformLimits {
  /** Characters (UTF-16 code units) of one text. */
  readonly textMax: number;
  /** Bytes of one file to the platform. */
  readonly fileBytesMax: number;
}

/** One platform. All methods throw {@link PlatformError} only. */
export interface ChannelAdapter {
  readonly limits: PlatformLimits;
  /**
   * Stays connected until `signal` aborts, then ends within 2 seconds. It reconnects by itself.
   * @throws PlatformError `unauthorized` when no retry can help
   */
  run(events: AdapterEvents, signal: AbortSignal): Promise<void>;
  /** Checks the token at once. @returns the name of the account */
  check(signal: AbortSignal): Promise<string>;
  /** The chat in which a person is reached who did not just write. */
  directChat(senderId: string, signal: AbortSignal): Promise<Chat>;
  sendText(chat: Chat, text: OutgoingText, signal: AbortSignal): Promise<MessageRef>;
  sendFile(chat: Chat, file: ReplyFile, signal: AbortSignal): Promise<MessageRef>;
  /** Replaces the text and removes the buttons. Absent where messages cannot be edited. */
  editText?(message: MessageRef, text: OutgoingText, signal: AbortSignal): Promise<void>;
  /** Removes the buttons of a message. */
  removeButtons?(message: MessageRef, signal: AbortSignal): Promise<void>;
  deleteMessage?(message: MessageRef, signal: AbortSignal): Promise<void>;
  react?(message: MessageRef, mood: Mood, signal: AbortSignal): Promise<void>;
  /** Shows for some seconds that an answer is being written. */
  typing?(chat: Chat, signal: AbortSignal): Promise<void>;
}
