/** What exists on the fake Discord: people, servers, channels, messages. Everything that changes is published. */
import {
  type APIApplicationCommand,
  type APIMessage,
  type APIUser,
  ApplicationFlags,
  ChannelType,
} from "discord-api-types/v10";
import { createSnowflakes } from "./snowflake.js";

/** A person or a bot. */
export type FakeUser = APIUser;

export interface FakeChannel {
  readonly id: string;
  readonly type: ChannelType;
  readonly name: string;
  /** Absent in direct chats. */
  readonly guildId?: string;
  /** The channel of a thread. */
  readonly parentId?: string;
  /** The person of a direct chat. */
  readonly recipientId?: string;
  readonly messages: APIMessage[];
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  /** The role that Discord gives to the bot alone. */
  readonly botRoleId: string;
}

export interface FakeReaction {
  readonly messageId: string;
  readonly emoji: string;
  readonly userId: string;
}

/** An event for the gateway. `message` is set when its content depends on the intents of the reader. */
export interface WorldEvent {
  readonly name: string;
  readonly data: unknown;
  readonly message?: APIMessage;
  readonly guildId?: string | undefined;
}

export interface World {
  token: string;
  /** Where attachments are served. */
  fileOrigin: string;
  readonly bot: FakeUser;
  readonly applicationId: string;
  /** Whether the operator turned the Message Content intent on. */
  hasMessageContent: boolean;
  readonly users: Map<string, FakeUser>;
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly reactions: FakeReaction[];
  /** Bytes of attachments, by path. */
  readonly files: Map<string, Uint8Array>;
  commands: APIApplicationCommand[];
  /** How often the bot showed that it is typing, by channel. */
  readonly typing: Map<string, number>;
  readonly nextId: () => string;
  readonly publish: (event: WorldEvent) => void;
  readonly subscribe: (listener: (event: WorldEvent) => void) => void;
}

export function createWorld(now: () => number): World {
  const nextId = createSnowflakes(now);
  const listeners: ((event: WorldEvent) => void)[] = [];
  const applicationId = nextId();
  const bot = toUser(applicationId, { username: "tinybot", bot: true });
  return {
    token: `${Buffer.from(applicationId).toString("base64url")}.Gfake1.${"s3cr3t".repeat(5)}`,
    fileOrigin: "",
    bot,
    applicationId,
    hasMessageContent: false,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    reactions: [],
    files: new Map(),
    commands: [],
    typing: new Map(),
    nextId,
    publish: (event) => {
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}

export function addUser(world: World, username: string): FakeUser {
  const user = toUser(world.nextId(), { username, bot: false });
  world.users.set(user.id, user);
  return user;
}

export function addGuild(world: World, name: string): FakeGuild {
  const guild: FakeGuild = { id: world.nextId(), name, botRoleId: world.nextId() };
  world.guilds.set(guild.id, guild);
  world.publish({ name: "GUILD_CREATE", data: guildPayload(world, guild), guildId: guild.id });
  return guild;
}

export function addTextChannel(world: World, guild: FakeGuild, name: string): FakeChannel {
  return addChannel(world, { type: ChannelType.GuildText, name, guildId: guild.id }, "CHANNEL_CREATE");
}

export function addThread(world: World, parent: FakeChannel, name: string): FakeChannel {
  const { guildId } = parent;
  if (guildId === undefined) throw new Error("a direct chat has no threads");
  return addChannel(
    world,
    { type: ChannelType.PublicThread, name, guildId, parentId: parent.id },
    "THREAD_CREATE",
  );
}

/** The chat of a person with the bot. It is always the same one. */
export function directChannel(world: World, userId: string): FakeChannel {
  const known = [...world.channels.values()].find(({ recipientId }) => recipientId === userId);
  if (known !== undefined) return known;
  const channel: FakeChannel = {
    id: world.nextId(),
    type: ChannelType.DM,
    name: "",
    recipientId: userId,
    messages: [],
  };
  world.channels.set(channel.id, channel);
  return channel;
}

export function channelPayload(world: World, channel: FakeChannel): Record<string, unknown> {
  const { id, type, name, guildId, parentId, recipientId, messages } = channel;
  const lastMessage = { last_message_id: messages.at(-1)?.id ?? null };
  if (recipientId !== undefined)
    return { id, type, recipients: [world.users.get(recipientId)], ...lastMessage };
  const thread =
    parentId === undefined
      ? {}
      : {
          thread_metadata: {
            archived: false,
            locked: false,
            auto_archive_duration: 1_440,
            archive_timestamp: null,
          },
        };
  return { id, type, name, guild_id: guildId, parent_id: parentId ?? null, ...thread, ...lastMessage };
}

export function guildPayload(world: World, { id, name, botRoleId }: FakeGuild): Record<string, unknown> {
  const channels = [...world.channels.values()].filter(({ guildId }) => guildId === id);
  return {
    id,
    name,
    unavailable: false,
    roles: [{ id: botRoleId, name: world.bot.username, managed: true, tags: { bot_id: world.bot.id } }],
    channels: channels
      .filter(({ parentId }) => parentId === undefined)
      .map((channel) => channelPayload(world, channel)),
    threads: channels
      .filter(({ parentId }) => parentId !== undefined)
      .map((channel) => channelPayload(world, channel)),
  };
}

export function applicationFlags({ hasMessageContent }: World): number {
  return hasMessageContent ? ApplicationFlags.GatewayMessageContentLimited : 0;
}

function addChannel(world: World, channel: Omit<FakeChannel, "id" | "messages">, event: string): FakeChannel {
  const added = { ...channel, id: world.nextId(), messages: [] };
  world.channels.set(added.id, added);
  world.publish({ name: event, data: channelPayload(world, added), guildId: added.guildId });
  return added;
}

function toUser(id: string, { username, bot }: { username: string; bot: boolean }): FakeUser {
  return { id, username, discriminator: "0", global_name: bot ? null : username, avatar: null, bot };
}
