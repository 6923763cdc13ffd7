/** Messages of the fake Discord: they are made, edited, deleted and reacted to, and each change is published. */
import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  type APIMessage,
  ComponentType,
  MessageReferenceType,
  MessageType,
} from "discord-api-types/v10";
import type { FakeChannel, FakeUser, World } from "./world.js";

export interface NewFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface NewMessage {
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  readonly content: string;
  readonly replyTo?: string | undefined;
  readonly files?: readonly NewFile[];
  readonly components?: APIMessage["components"];
  readonly nonce?: string | undefined;
  readonly flags?: number | undefined;
  /** A copy of somebody else's message that its author passes on. */
  readonly forwards?: { readonly content: string; readonly files?: readonly NewFile[] } | undefined;
}

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

export function createMessage(world: World, given: NewMessage): APIMessage {
  const { channel, author, content, replyTo, nonce, flags } = given;
  const id = world.nextId();
  const answered = channel.messages.find((message) => message.id === replyTo);
  const message: APIMessage = {
    id,
    channel_id: channel.id,
    author,
    content,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: mentionsIn(world, content, answered),
    mention_roles: [...content.matchAll(/<@&(\d+)>/g)].map(([, role = ""]) => role),
    attachments: (given.files ?? []).map((file) => attach(world, channel.id, file)),
    embeds: [],
    pinned: false,
    type: answered === undefined ? MessageType.Default : MessageType.Reply,
    components: given.components ?? [],
    ...(flags === undefined ? {} : { flags }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(answered === undefined
      ? {}
      : {
          message_reference: { message_id: answered.id, channel_id: channel.id },
          referenced_message: answered,
        }),
    ...(given.forwards === undefined ? {} : toForward(world, channel.id, given.forwards)),
  };
  channel.messages.push(message);
  publish(world, "MESSAGE_CREATE", message);
  return message;
}

function toForward(
  world: World,
  channelId: string,
  { content, files = [] }: NonNullable<NewMessage["forwards"]>,
): Pick<APIMessage, "message_reference" | "message_snapshots"> {
  const attachments = files.map((file) => attach(world, channelId, file));
  const message = {
    type: MessageType.Default,
    content,
    embeds: [],
    attachments,
    mentions: [],
    mention_roles: [],
  };
  const about = { timestamp: new Date().toISOString(), edited_timestamp: null };
  return {
    message_reference: {
      type: MessageReferenceType.Forward,
      message_id: world.nextId(),
      channel_id: channelId,
    },
    message_snapshots: [{ message: { ...message, ...about } }],
  };
}

export function editMessage(
  world: World,
  message: APIMessage,
  change: Partial<Pick<APIMessage, "content" | "components">>,
): APIMessage {
  Object.assign(message, change, { edited_timestamp: new Date().toISOString() });
  publish(world, "MESSAGE_UPDATE", message);
  return message;
}

export function deleteMessage(world: World, { id, channel_id }: APIMessage): void {
  const channel = world.channels.get(channel_id);
  const at = channel?.messages.findIndex((message) => message.id === id) ?? -1;
  if (at >= 0) channel?.messages.splice(at, 1);
  world.publish({ name: "MESSAGE_DELETE", data: { id, channel_id }, guildId: channel?.guildId });
}

/** Delivers a message to the bot; also once more. */
export function publish(world: World, name: string, message: APIMessage): void {
  const channel = world.channels.get(message.channel_id);
  const guildId = channel?.guildId;
  const typed = { ...message, channel_type: channel?.type };
  const data = guildId === undefined ? typed : { ...typed, guild_id: guildId };
  world.publish({ name, data, message, guildId });
}

export function findMessage(world: World, id: string): APIMessage | undefined {
  for (const { messages } of world.channels.values()) {
    const found = messages.find((message) => message.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The buttons of a message, in order. */
export function toButtons(message: APIMessage): APIButtonComponentWithCustomId[] {
  return (message.components ?? [])
    .filter((row): row is Row => row.type === ComponentType.ActionRow)
    .flatMap((row) => row.components)
    .filter((part): part is APIButtonComponentWithCustomId => "custom_id" in part && "label" in part);
}

function mentionsIn(world: World, content: string, answered: APIMessage | undefined): APIMessage["mentions"] {
  const named = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => world.users.get(id));
  // Answers mention the person they answer, unless that was turned off.
  const all = new Set([...named, answered && world.users.get(answered.author.id)]);
  return [...all].filter((user) => user !== undefined);
}

function attach(
  world: World,
  channelId: string,
  { name, bytes }: NewFile,
): APIMessage["attachments"][number] {
  const id = world.nextId();
  const path = `/attachments/${channelId}/${id}/${encodeURIComponent(name.replaceAll("/", "_"))}`;
  world.files.set(path, bytes);
  const url = world.fileOrigin + path;
  return { id, filename: name, size: bytes.byteLength, url, proxy_url: url };
}
