/**
 * Discord on 127.0.0.1: REST API v10, gateway and file server in one, for unmodified clients. Guarantees: only loopback;
 * `close()` ends every connection, stalled ones too.
 */
import type { AddressInfo } from "node:net";
import type { APIMessage } from "discord-api-types/v10";
import { createFaultPlan, type RestFault, type RestMatch } from "./faults.js";
import { createGateway, GATEWAY_PATH, type Gateway } from "./gateway.js";
import { type FakeInteraction, type Interactions, pressButton, useCommand } from "./interactions.js";
import { createMessage, editMessage, findMessage, type NewFile, publish, toButtons } from "./messages.js";
import { createRestApp, type RestRequest } from "./rest.js";
import { visibleText } from "./visible-text.js";
import {
  addGuild,
  addTextChannel,
  addThread,
  addUser,
  createWorld,
  directChannel,
  type FakeChannel,
  type FakeGuild,
  type FakeUser,
  type World,
} from "./world.js";

export interface FakeDiscordOptions {
  /** Time between heartbeats, milliseconds; default 41,250 as at Discord. */
  readonly heartbeatMs?: number;
  /** Time for the first answer to a command or a press, milliseconds; default 3,000 as at Discord. */
  readonly firstAnswerMs?: number;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Name of this machine in the address of the gateway. Default: `127.0.0.1`. */
  readonly host?: string;
}

/** A message of the bot as people see it. */
export interface ShownDiscordMessage {
  readonly id: string;
  readonly channelId: string;
  /** Without the marks of Discord's Markdown. */
  readonly text: string;
  readonly content: string;
  readonly replyTo: string | undefined;
  readonly buttons: readonly string[];
  readonly files: readonly NewFile[];
  readonly isEdited: boolean;
}

export interface FakeDiscord extends AsyncDisposable {
  /** Value of `api_root`: `http://127.0.0.1:<port>/api`. */
  readonly apiRoot: string;
  readonly token: string;
  readonly bot: FakeUser;
  readonly world: World;
  readonly gateway: Gateway;
  /** Every request of clients, in order of arrival. */
  readonly requests: readonly RestRequest[];
  addUser(name: string): FakeUser;
  addGuild(name: string): FakeGuild;
  addChannel(guild: FakeGuild, name: string): FakeChannel;
  addThread(channel: FakeChannel, name: string): FakeChannel;
  /** The chat of a person with the bot. */
  directChannel(user: FakeUser): FakeChannel;
  /** @param more `mention`: begins with a mention of the bot */
  say(user: FakeUser, channel: FakeChannel, text: string, more?: SayMore): APIMessage;
  /** A person changes the text of a message. */
  edit(messageId: string, text: string): void;
  press(user: FakeUser, messageId: string, label: string): FakeInteraction;
  command(
    user: FakeUser,
    channel: FakeChannel,
    command: { name: string; options?: Readonly<Record<string, string>> },
  ): FakeInteraction;
  /** Messages of the bot in a channel, oldest first. */
  shown(channel: FakeChannel): ShownDiscordMessage[];
  /** Emojis of the bot on a message. */
  reactions(messageId: string): string[];
  /** Delivers a message to the bot once more. */
  redeliver(message: APIMessage): void;
  /** The next matching request meets a fault. */
  fail(fault: RestFault, match?: RestMatch): void;
  clearFaults(): void;
  /** The old token stops working, everywhere and at once. */
  revokeToken(): void;
  close(): Promise<void>;
}

export interface SayMore {
  readonly mention?: boolean;
  readonly files?: readonly NewFile[];
  readonly replyTo?: string;
  /** The author passes on a copy of somebody else's message, instead of writing one. */
  readonly isForward?: boolean;
}

export async function createFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const world = createWorld(Date.now);
  const interactions: Interactions = new Map();
  const faults = createFaultPlan();
  const requests: RestRequest[] = [];
  const { heartbeatMs = 41_250, firstAnswerMs = 3_000, port = 0, host = "127.0.0.1" } = options;
  function gatewayUrl(): string {
    return `ws://${host}:${(app.server.address() as AddressInfo).port}${GATEWAY_PATH}`;
  }
  const app = createRestApp({ world, interactions, faults, requests, gatewayUrl, firstAnswerMs });
  const gateway = createGateway(world, { server: app.server, heartbeatMs, url: gatewayUrl });
  await app.listen({ host: "127.0.0.1", port });
  const origin = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  world.fileOrigin = origin();

  async function close(): Promise<void> {
    gateway.close();
    const closing = app.close();
    app.server.closeAllConnections();
    await closing;
  }

  return {
    apiRoot: `${world.fileOrigin}/api`,
    token: world.token,
    bot: world.bot,
    world,
    gateway,
    requests,
    addUser: (name) => addUser(world, name),
    addGuild: (name) => addGuild(world, name),
    addChannel: (guild, name) => addTextChannel(world, guild, name),
    addThread: (channel, name) => addThread(world, channel, name),
    directChannel: (user) => directChannel(world, user.id),
    say: (author, channel, text, { mention = false, files = [], replyTo, isForward = false } = {}) => {
      if (isForward)
        return createMessage(world, { channel, author, content: "", forwards: { content: text, files } });
      const content = mention ? `<@${world.bot.id}> ${text}` : text;
      return createMessage(world, { channel, author, content, replyTo, files });
    },
    edit(messageId, content) {
      const message = findMessage(world, messageId);
      if (message !== undefined) editMessage(world, message, { content });
    },
    press: (user, messageId, label) => pressButton({ world, interactions, user }, messageId, label),
    command: (user, channel, { name, options: given = {} }) =>
      useCommand({ world, interactions, user }, channel, { name, options: given }),
    shown: (channel) =>
      channel.messages
        .filter(({ author }) => author.id === world.bot.id)
        .map((message) => show(world, message)),
    reactions: (messageId) =>
      world.reactions.filter((reaction) => reaction.messageId === messageId).map(({ emoji }) => emoji),
    redeliver: (message) => publish(world, "MESSAGE_CREATE", message),
    fail: faults.add,
    clearFaults: faults.clear,
    revokeToken: () => {
      world.token = `${world.token}-new`;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function show(world: World, message: APIMessage): ShownDiscordMessage {
  return {
    id: message.id,
    channelId: message.channel_id,
    text: visibleText(message.content),
    content: message.content,
    replyTo: message.message_reference?.message_id,
    buttons: toButtons(message).map(({ label = "" }) => label),
    files: message.attachments.map(({ filename, url }) => ({
      name: filename,
      bytes: world.files.get(new URL(url).pathname) ?? new Uint8Array(),
    })),
    isEdited: message.edited_timestamp !== null,
  };
}
