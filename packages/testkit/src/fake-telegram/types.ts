/** What the fake Bot API knows and can be told. */

export interface TelegramPerson {
  readonly id: number;
  readonly first_name: string;
}

export interface TelegramFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A message of the bot as its chat shows it now. */
export interface TelegramMessage {
  readonly id: number;
  readonly chatId: number;
  text: string;
  readonly replyTo: number | undefined;
  readonly thread: number | undefined;
  buttons: readonly { readonly text: string; readonly callback_data: string }[];
  readonly file: TelegramFile | undefined;
  /** How often it was edited. */
  edits: number;
}

/** What the next matching calls meet, instead of an answer. */
export interface TelegramFault {
  /** Default: every method. */
  readonly method?: string;
  /** Calls that meet it; default 1. */
  readonly times?: number;
  /**
   * - an answer with this code
   * - `drop`: the connection is cut before the call has any effect
   * - `lost`: the call has its effect, and the connection is cut before the answer
   * - `mute`: the call has its effect, and is never answered
   * - `stall`: the connection stays open and nothing is ever answered
   */
  readonly with:
    | { readonly code: number; readonly description: string; readonly retryAfter?: number }
    | "drop"
    | "lost"
    | "mute"
    | "stall";
}

export interface SayOptions {
  readonly from?: TelegramPerson;
  readonly mention?: boolean;
  readonly replyTo?: number;
  readonly thread?: number;
  readonly file?: TelegramFile;
  /** `document`, or a kind that has no name: `voice`, `photo`. */
  readonly fileKind?: "document" | "voice" | "photo";
  readonly album?: string;
  /** The person passes it on: from somebody else, in the way of old servers, from a channel, or written by another bot. */
  readonly passedOn?: "user" | "old" | "channel" | "bot";
  /** The person answers a message of somebody else with this text, and quotes it. */
  readonly quoted?: string;
  /** Somebody without a user name, who is mentioned in front of the text. */
  readonly mentions?: string;
}

/** One call of the Bot API. */
export interface TelegramCall {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeTelegram extends AsyncDisposable {
  /** For `api_root`. */
  readonly url: string;
  readonly token: string;
  /** Without @. */
  readonly username: string;
  readonly calls: readonly TelegramCall[];
  /** A person writes. The chat of a person has the person's id; groups have negative ids. @returns the message id */
  say(chatId: number, text: string, options?: SayOptions): number;
  /** The person changes the text of a message. */
  edit(messageId: number, text: string): void;
  press(messageId: number, label: string, from?: TelegramPerson): void;
  /** A group becomes a supergroup, with another id. */
  migrate(chatId: number, to: number): void;
  /** The bot's messages in a chat, oldest first. */
  shown(chatId: number): readonly TelegramMessage[];
  /** Emoji on a message of a person. */
  reactions(chatId: number, messageId: number): readonly string[];
  fail(fault: TelegramFault): void;
  /** Cuts every connection; while `until` is pending, new ones are cut, too. */
  disconnect(until?: Promise<unknown>): void;
  /** Sends the updates that were confirmed once more. */
  redeliver(): void;
  /** Updates that wait change their order. */
  reorder(): void;
  /** The token is not valid from now on. */
  revoke(): void;
  /** Another program polls once, as a second instance of the bot would. */
  pollElsewhere(): void;
  /** Updates that the bot has not confirmed. */
  readonly unconfirmed: number;
}
