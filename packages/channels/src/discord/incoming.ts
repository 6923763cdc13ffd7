/** Messages and interactions of Discord as messages of people. Pure, but for the attachments, which are opened later. */
import {
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  type APIMessage,
  type APIMessageComponentButtonInteraction,
  type APIUser,
  ApplicationCommandType,
  ComponentType,
  type GatewayMessageCreateDispatchData,
  InteractionType,
  MessageReferenceType,
  MessageType,
} from "@discordjs/core/http-only";
import type { MessageRef, Person } from "../adapter/chat.js";
import type { AnsweredMessage, ButtonPress, ChatKind, IncomingMessage } from "../adapter/incoming.js";
import { toAttachments } from "./attachments.js";
import { commandText } from "./commands.js";
import type { Names } from "./names.js";
import { type MarkReader, readableText, shownName } from "./readable-text.js";

/** A message of the gateway, or of the history, which does not say its server. */
export type DiscordMessage = APIMessage &
  Partial<Pick<GatewayMessageCreateDispatchData, "guild_id" | "member">>;

export interface Reader extends MarkReader {
  readonly names: Pick<Names, "channel" | "role" | "chat">;
  readonly fileOrigins: ReadonlySet<string>;
  readonly namesOf: (channelId: string, guildId: string) => readonly string[];
}

const WRITTEN_BY_PEOPLE: ReadonlySet<MessageType> = new Set([MessageType.Default, MessageType.Reply]);

/** @returns undefined for what no person wrote, and for what the bot may not read */
export function toIncoming(message: DiscordMessage, reader: Reader): IncomingMessage | undefined {
  const { author, webhook_id, type } = message;
  if (author.bot === true || webhook_id !== undefined || !WRITTEN_BY_PEOPLE.has(type)) return undefined;
  const text = toText(message, reader);
  const attachments = toAttachments(message, reader.fileOrigins);
  if (text === "" && attachments.length === 0) return undefined;
  return {
    key: `dc_${message.id}`,
    ref: { chat: { id: message.channel_id }, id: message.id },
    sender: personOf(author, message.member?.nick),
    text,
    forwarded: isForward(message),
    ...toMessageContext(message, reader),
    attachments,
    addressed: isAddressed(message, reader),
    ...resolvePlace(message.channel_id, message.guild_id, reader),
  };
}

/** What the message says about itself beside its text. */
function toMessageContext(
  message: DiscordMessage,
  reader: Reader,
): Pick<IncomingMessage, "sentAt" | "answers"> {
  const sentAt = Date.parse(message.timestamp);
  const answers = answeredBy(message, reader);
  return {
    ...(Number.isNaN(sentAt) ? {} : { sentAt }),
    ...(answers === undefined ? {} : { answers }),
  };
}

function answeredBy(
  { referenced_message: answered, type }: DiscordMessage,
  reader: Reader,
): AnsweredMessage | undefined {
  // Of a deleted one, nothing is known.
  if (type !== MessageType.Reply || !answered) return undefined;
  const text = readableText(answered.content, answered.mentions, reader);
  return {
    id: answered.id,
    mine: answered.author.id === reader.botId,
    author: shownName(answered.author),
    ...(text === "" ? {} : { text }),
  };
}

export function isPress(interaction: APIInteraction): interaction is APIMessageComponentButtonInteraction {
  return (
    interaction.type === InteractionType.MessageComponent &&
    interaction.data.component_type === ComponentType.Button
  );
}

export function isCommand(
  interaction: APIInteraction,
): interaction is APIChatInputApplicationCommandInteraction {
  return (
    interaction.type === InteractionType.ApplicationCommand &&
    interaction.data.type === ApplicationCommandType.ChatInput
  );
}

export function toButtonPress(interaction: APIMessageComponentButtonInteraction): ButtonPress {
  const { id, message, data, guild_id: guildId } = interaction;
  return {
    key: `dc_press_${id}`,
    ref: { chat: { id: message.channel_id }, id: message.id },
    sender: toActor(interaction),
    value: data.custom_id,
    kind: detectKind(guildId),
  };
}

/** A command counts like the text that a person could write. It addresses the bot. */
export function toCommand(
  interaction: APIChatInputApplicationCommandInteraction,
  reader: Reader,
): IncomingMessage {
  const { id, channel, guild_id: guildId } = interaction;
  return {
    key: `dc_command_${id}`,
    ref: { chat: { id: channel.id }, id: commandRef(id) },
    sender: toActor(interaction),
    text: commandText(interaction.data),
    forwarded: false,
    attachments: [],
    addressed: true,
    ...resolvePlace(channel.id, guildId, reader),
  };
}

/** A command is no message of the chat: nothing can answer it or react to it. */
function commandRef(id: string): MessageRef["id"] {
  return `command-${id}`;
}

function detectKind(guildId: string | undefined): ChatKind {
  return guildId === undefined ? "direct" : "group";
}

function resolvePlace(
  channelId: string,
  guildId: string | undefined,
  { namesOf, names }: Reader,
): Pick<IncomingMessage, "kind" | "groups" | "chatName"> {
  const kind = detectKind(guildId);
  if (guildId === undefined) return { kind };
  const chatName = names.chat(channelId, guildId);
  return {
    kind,
    groups: namesOf(channelId, guildId),
    ...(chatName === undefined ? {} : { chatName }),
  };
}

function toActor({ user, member }: APIInteraction): Person {
  const actor = member?.user ?? user;
  // Discord sends one of them with every interaction.
  if (actor === undefined) throw new TypeError("an interaction without a user");
  return personOf(actor, member?.nick);
}

function personOf(user: APIUser, nick: string | null | undefined): Person {
  return { id: user.id, name: shownName(user, nick) };
}

function isAddressed(message: DiscordMessage, { botId, botRoles }: Reader): boolean {
  return (
    message.mentions.some(({ id }) => id === botId) ||
    message.mention_roles.some((role) => botRoles.has(role)) ||
    message.referenced_message?.author.id === botId
  );
}

function toText(message: DiscordMessage, reader: Reader): string {
  const written = readableText(message.content, message.mentions, reader);
  const forwarded = (message.message_snapshots ?? []).map(({ message: { content, mentions } }) =>
    readableText(content, mentions, reader),
  );
  const stickers = (message.sticker_items ?? []).map(({ name }) => `[Sticker: ${name}]`);
  return [written, ...forwarded, ...stickers].filter((part) => part !== "").join("\n");
}

function isForward({
  message_reference: reference,
  message_snapshots: snapshots = [],
}: DiscordMessage): boolean {
  return reference?.type === MessageReferenceType.Forward || snapshots.length > 0;
}
