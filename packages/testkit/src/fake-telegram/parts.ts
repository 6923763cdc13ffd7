/** What the files of the fake Telegram share: who is there, and what has happened. */
import { type Chats, createChats } from "./chats.js";
import type { TelegramCall, TelegramFault, TelegramFile, TelegramPerson } from "./types.js";
import { createUpdates, type Updates } from "./updates.js";

export const TOKEN = "123456789:AAfakeTokenOfTheFakeTelegram_0123456789";
export const USERNAME = "tiny_test_bot";
export const ME = { id: 123_456_789, is_bot: true, first_name: "Tiny", username: USERNAME };
/** The person who writes when nobody is named. The name is hostile. */
export const TELEGRAM_PERSON: TelegramPerson = { id: 4_711, first_name: "<b>Eve</b>" };

interface Pending extends TelegramFault {
  left: number;
}

export interface FakeTelegramParts {
  readonly token: string;
  readonly chats: Chats;
  readonly updates: Updates;
  readonly calls: TelegramCall[];
  readonly files: Map<string, TelegramFile>;
  /** Messages of people, so that they can change them. */
  readonly written: Map<number, Record<string, unknown>>;
  readonly faults: Pending[];
  isDown: boolean;
  isRevoked: boolean;
  /** Ends the request that waits for updates. */
  pollers: AbortController;
}

export function newParts(token: string): FakeTelegramParts {
  return {
    token,
    chats: createChats(),
    updates: createUpdates(),
    calls: [],
    files: new Map(),
    written: new Map(),
    faults: [],
    isDown: false,
    isRevoked: false,
    pollers: new AbortController(),
  };
}
