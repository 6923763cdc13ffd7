/** Messages, presses and commands of Slack as those of people. Pure, but for names and files, which are asked for later. */
import type { Person } from "../adapter/chat.js";
import type { ButtonPress, ChatKind, IncomingMessage } from "../adapter/incoming.js";
import { type FileSource, toAttachments } from "./attachments.js";
import type { SlackCommand, SlackMessage, SlackPress } from "./envelope.js";
import { mentionsIn, readSlackText } from "./slack-text.js";

export interface Reader extends FileSource {
  /** The bot's own user id. */
  readonly botId: string;
  /** Threads in which the bot takes part. */
  readonly threads: ReadonlySet<string>;
  readonly nameOf: (id: string) => Promise<string>;
  readonly channelName: (id: string) => Promise<string | undefined>;
}

/** A message of a person in a chat. */
export type Known = SlackMessage & { readonly channel: string; readonly user: string };

const WRITTEN_BY_PEOPLE: ReadonlySet<string | undefined> = new Set([
  undefined,
  "file_share",
  "thread_broadcast",
  "me_message",
]);

/** Whether a person wrote it; not the bot itself, another bot, or Slack. */
export function isOfPerson(message: SlackMessage, botId: string): message is Known {
  const { bot_id: bot, user, channel, subtype } = message;
  return (
    bot === undefined &&
    user !== undefined &&
    user !== botId &&
    channel !== undefined &&
    WRITTEN_BY_PEOPLE.has(subtype)
  );
}

/** The same for each delivery, also as a mention of the app. */
export function toKey({ channel, ts }: Pick<Known, "channel" | "ts">): string {
  return `sl_${channel}_${ts}`;
}

/** A message outside threads begins one: its answers go there. */
export function toThread({ channel, ts, thread_ts: thread }: Known): string {
  return `${channel}/${thread ?? ts}`;
}

/** @returns undefined for a message without content */
export async function toIncoming(message: Known, reader: Reader): Promise<IncomingMessage | undefined> {
  const { channel, ts, user, files = [], attachments: shared = [] } = message;
  const passedOn = shared.filter(({ is_share: isShare }) => isShare === true);
  const own = await toText(message.text, reader);
  // With words of the person, what they pass on is only what these words are about.
  const isForward = own === "" && passedOn.length > 0;
  const text = isForward ? await toText(passedOn.map((part) => part.text ?? "").join("\n\n"), reader) : own;
  const attachments = toAttachments([...files, ...passedOn.flatMap((part) => part.files ?? [])], reader);
  if (text === "" && attachments.length === 0) return undefined;
  return {
    key: toKey(message),
    ref: { chat: { id: channel, thread: message.thread_ts ?? ts }, id: ts },
    kind: detectKind(channel),
    sender: { id: user, name: await reader.nameOf(user) },
    text,
    forwarded: isForward,
    attachments,
    addressed: isAddressed(message, reader),
    ...(await around(message, reader)),
    ...(isForward ? forwardedFrom(passedOn[0]?.author_name) : {}),
  };
}

/** What stands around the words: when, where, and what they answer. */
async function around(
  message: Known,
  reader: Reader,
): Promise<Pick<IncomingMessage, "sentAt" | "chatName" | "answers">> {
  const { channel, ts, attachments = [], thread_ts: thread, parent_user_id: parent } = message;
  const chatName = await reader.channelName(channel);
  const quoted = attachments.find(
    ({ is_msg_unfurl: isQuote, is_share: isShare }) => isQuote === true && isShare !== true,
  );
  const answers =
    quoted === undefined
      ? thread !== undefined && parent === reader.botId
        ? { id: thread, mine: true }
        : undefined
      : {
          id: "",
          mine: false,
          ...(quoted.author_name == null ? {} : { author: quoted.author_name }),
          text: await toText(quoted.text ?? "", reader),
        };
  return {
    sentAt: Math.floor(Number(ts) * 1_000),
    ...(chatName === undefined ? {} : { chatName }),
    ...(answers === undefined ? {} : { answers }),
  };
}

function forwardedFrom(name: string | null | undefined): Pick<IncomingMessage, "forwardedFrom"> {
  return name == null || name === "" ? {} : { forwardedFrom: name };
}

export async function toCommand(command: SlackCommand, reader: Reader): Promise<IncomingMessage | undefined> {
  const { text, user_id: user, channel_id: channel, trigger_id: trigger } = command;
  const words = (await toText(text, reader)).replace(/^\//, "");
  return {
    key: keyOfTrigger("sl_command", trigger),
    ref: { chat: { id: channel }, id: "command" },
    kind: detectKind(channel),
    sender: { id: user, name: await reader.nameOf(user) },
    text: words === "" ? "/help" : `/${words}`,
    forwarded: false,
    attachments: [],
    addressed: true,
  };
}

export async function toButtonPress(press: SlackPress, reader: Reader): Promise<ButtonPress | undefined> {
  const { user, container, actions, trigger_id: trigger } = press;
  const value = actions[0]?.value;
  if (value === undefined) return undefined;
  const { channel_id: channel, message_ts: id, thread_ts: thread } = container;
  const sender: Person = { id: user.id, name: await reader.nameOf(user.id) };
  return {
    key: keyOfTrigger("sl_press", trigger),
    ref: { chat: { id: channel, ...(thread === undefined ? {} : { thread }) }, id },
    kind: detectKind(channel),
    sender,
    value,
  };
}

/** Only a direct chat with the bot has such an id. */
function detectKind(channel: string): ChatKind {
  return channel.startsWith("D") ? "direct" : "group";
}

function keyOfTrigger(kind: string, trigger: string): string {
  return `${kind}_${trigger.replace(/[^A-Za-z0-9.]/g, "_").slice(0, 150)}`;
}

async function toText(raw: string, { botId, nameOf }: Reader): Promise<string> {
  const others = new Set(mentionsIn(raw).filter((id) => id !== botId));
  const names = new Map(
    await Promise.all([...others].slice(0, 20).map(async (id) => [id, await nameOf(id)] as const)),
  );
  return readSlackText(raw, {
    person: (id) => (id === botId ? undefined : (names.get(id) ?? id)),
  }).trim();
}

/** Mentioned, or part of a thread that belongs to the bot. */
function isAddressed(message: Known, { botId, threads }: Reader): boolean {
  const { type, text, parent_user_id: parent } = message;
  if (type === "app_mention" || parent === botId) return true;
  return (
    mentionsIn(text).includes(botId) || (message.thread_ts !== undefined && threads.has(toThread(message)))
  );
}
