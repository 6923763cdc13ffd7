import type { Message, Update, UserFromGetMe } from "grammy/types";
import { describe, expect, test } from "vitest";
import { getAlbumId, toIncoming, toMessages } from "./incoming.js";

const ME = { id: 7, is_bot: true, first_name: "Tiny", username: "Tiny_bot" } as UserFromGetMe;
const BOT = { id: 7, is_bot: true, first_name: "Tiny" };
const EVE = { id: 1, is_bot: false, first_name: "Eve" };
const NO_SOURCE = {} as Parameters<typeof toIncoming>[2];

function message(more: object = {}): Message {
  return {
    message_id: 5,
    date: 1,
    chat: { id: -9, type: "supergroup", title: "G" },
    from: EVE,
    text: "hello",
    ...more,
  } as Message;
}

const read = (more: object) => toIncoming([message(more)], ME, NO_SOURCE);
const entity = (type: string, offset: number, length: number, more: object = {}) => ({
  entities: [{ type, offset, length, ...more }],
});

describe("a mention", () => {
  test.each([
    ["by name", { text: "@tiny_BOT do it", ...entity("mention", 0, 9) }, "do it"],
    ["behind the text", { text: "do it @Tiny_bot", ...entity("mention", 6, 9) }, "do it"],
    [
      "of a bot without a name in the text",
      { text: "Tiny, do it", ...entity("text_mention", 0, 4, { user: BOT }) },
      ", do it",
    ],
    ["in a command", { text: "/status@Tiny_bot now", ...entity("bot_command", 0, 16) }, "/status now"],
    [
      "in the caption of a file",
      {
        text: undefined,
        caption: "@Tiny_bot read",
        caption_entities: [{ type: "mention", offset: 0, length: 9 }],
        document: { file_id: "f", file_unique_id: "f" },
      },
      "read",
    ],
    ["behind characters of two units", { text: "😀😀 @Tiny_bot", ...entity("mention", 5, 9) }, "😀😀"],
  ])("%s addresses the bot and is not part of the text", (_where, given, text) => {
    expect(read(given)).toMatchObject({ addressed: true, text });
  });

  test.each([
    ["of another bot", { text: "@other_bot do it", ...entity("mention", 0, 10) }],
    ["in a command for another bot", { text: "/status@other_bot", ...entity("bot_command", 0, 17) }],
    ["that is only text", { text: "@Tiny_bot do it" }],
  ])("%s does not address the bot", (_what, given) => {
    expect(read(given)).toMatchObject({ addressed: false, text: given.text });
  });
});

test("an answer to the bot addresses it; the first message of a topic does not count as one", () => {
  const answered = { message_id: 1, date: 1, chat: { id: -9 }, from: BOT };
  expect(read({ reply_to_message: answered })?.addressed).toBe(true);
  const created = { ...answered, forum_topic_created: { name: "plans", icon_color: 1 } };
  expect(read({ reply_to_message: created })?.addressed).toBe(false);
});

test("a thread of answers is no topic; a topic is part of the chat", () => {
  expect(read({ message_thread_id: 4 })?.ref).toEqual({ chat: { id: "-9" }, id: "5" });
  expect(read({ message_thread_id: 4, is_topic_message: true })?.ref.chat).toEqual({ id: "-9", thread: "4" });
});

test.each([
  ["a sticker", { sticker: { emoji: "😀" } }, "[Sticker: 😀]"],
  ["a sticker without an emoji", { sticker: {} }, "[Sticker]"],
  ["a place", { venue: { title: "Home", address: "Road 1" }, location: {} }, "[Place: Home, Road 1]"],
  ["a location", { location: { latitude: 1.5, longitude: 2 } }, "[Location: 1.5, 2]"],
  [
    "a poll",
    { poll: { question: "Tea?", options: [{ text: "yes" }, { text: "no" }] } },
    "[Poll: Tea?]\n- yes\n- no",
  ],
  ["a dice", { dice: { emoji: "🎲", value: 4 } }, "[🎲: 4]"],
  ["a contact", { contact: { first_name: "Bob", phone_number: "123" } }, "[Contact: Bob 123]"],
])("%s becomes a text that an agent can read", (_what, given, text) => {
  expect(read({ text: undefined, ...given })?.text).toBe(text);
});

test.each([
  ["a service message", { text: undefined, new_chat_title: "x" }],
  ["another bot", { from: { ...EVE, is_bot: true } }],
  ["a channel post", { chat: { id: -9, type: "channel" } }],
  ["nobody", { from: undefined }],
])("%s is not a message of a person", (_what, given) => {
  expect(read(given)).toBeUndefined();
});

test.each([
  ["photo", { photo: [{ file_id: "small" }, { file_id: "big", file_size: 9 }] }, "photo.jpg"],
  ["voice", { voice: { file_id: "v" } }, "voice.ogg"],
  ["audio", { audio: { file_id: "a", file_name: "song.flac" } }, "song.flac"],
  ["video", { video: { file_id: "v" } }, "video.mp4"],
  ["video_note", { video_note: { file_id: "v" } }, "video_note.mp4"],
  ["animation", { animation: { file_id: "a" }, document: { file_id: "a" } }, "animation.mp4"],
])("a %s is one attachment with a name", (kind, given, name) => {
  expect(read({ text: undefined, ...given })?.attachments).toMatchObject([{ kind, name }]);
});

test("parts of an album belong together in their chat only", () => {
  const part = (id: number, chat: number, album?: string): Update => ({
    update_id: id,
    message: message({
      message_id: id,
      chat: { id: chat, type: "private" },
      ...(album === undefined ? {} : { media_group_id: album }),
    }) as NonNullable<Update["message"]>,
  });
  const updates = [part(1, 1, "a"), part(2, 2, "a"), part(3, 1), part(4, 1, "a"), { update_id: 5 }];
  const ids = toMessages(updates).map((group) => group.map(({ message_id }) => message_id));
  expect(ids).toEqual([[1, 4], [2], [3]]);
  expect(getAlbumId(message())).toBeUndefined();
});

/** @requirement CHANNEL-15 */
describe("a message", () => {
  const origin = { type: "hidden_user", date: 1, sender_user_name: "Mallory" };

  test.each([
    ["from somebody else", { forward_origin: origin }],
    ["on a server of an older release", { forward_date: 1 }],
    ["by Telegram, from the channel of the group", { is_automatic_forward: true }],
    ["of another bot, which the person chose", { via_bot: BOT }],
  ])("that was passed on %s is named as such", (_how, more) => {
    expect(read({ text: "/approve CODE owner", ...more })).toMatchObject({
      forwarded: true,
      text: "/approve CODE owner",
    });
  });

  test("is the person's own, without the one that it quotes", () => {
    const quoted = message({ text: "/approve CODE owner", from: { ...EVE, id: 9 }, forward_origin: origin });
    const more = {
      reply_to_message: quoted,
      quote: { text: "/approve CODE", position: 0 },
      external_reply: { origin },
    };
    expect(read({ text: "what is this?", ...more })).toMatchObject({
      forwarded: false,
      text: "what is this?",
    });
  });

  test("of an album is passed on if one part is", () => {
    const photo = { text: undefined, photo: [{ file_id: "f", file_unique_id: "f" }], media_group_id: "a" };
    const parts = [message({ ...photo, caption: "/stop" }), message({ ...photo, forward_origin: origin })];
    expect(toIncoming(parts, ME, NO_SOURCE)?.forwarded).toBe(true);
  });
});
